// (e): what n8n holds in memory while files of 25 MB go up and down, one and ten at once.
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkflowNode } from '../../sandbox/n8n/client.ts';
import { memoryOf, peakMemory } from '../e2e/support/memory.ts';
import { openStage } from '../e2e/support/stage/stage.ts';
import { builtInNode, runChain } from '../e2e/support/workflows.ts';
import { BY_HAND, MESSAGES, OURS, newContestants } from './contestants.mts';
import type { Contestants } from './contestants.mts';
import { median, spread } from './finding.mts';
import type { Bar, Finding } from './finding.mts';

const SIZE = 25 * 1024 * 1024;
const BATCHES = [
	{ count: 1, words: 'one', mostMegabytes: 40 },
	{ count: 10, words: 'ten at once', mostMegabytes: 120 },
];
const ROUNDS = 3;
/** n8n has come to rest after its start, or after a run. */
const REST_MS = 3_000;

const DIRECTIONS = ['Upload', 'Download'] as const;
type Direction = (typeof DIRECTIONS)[number];

const SITE = 'MLM';

/** How each moves the files that its input names: by their binary data, or by their ids. */
const nodesOf = (
	node: Contestants,
): Record<string, Record<Direction, (name: string) => WorkflowNode>> => ({
	[OURS]: {
		Upload: (name) =>
			node.mercadoLibre(name, { resource: 'attachment', operation: 'upload', siteId: SITE }),
		Download: (name) =>
			node.mercadoLibre(name, {
				resource: 'attachment',
				operation: 'download',
				attachmentId: '={{ $json.attachmentId }}',
				siteId: SITE,
			}),
	},
	[BY_HAND]: {
		Upload: (name) =>
			node.httpRequest(name, {
				method: 'POST',
				url: `${MESSAGES}/attachments?site_id=${SITE}`,
				sendBody: true,
				contentType: 'multipart-form-data',
				bodyParameters: {
					parameters: [
						{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'data' },
					],
				},
			}),
		Download: (name) =>
			node.httpRequest(name, {
				url: `${MESSAGES}/attachments/{{ $json.attachmentId }}?tag=post_sale&site_id=${SITE}`,
				options: { response: { response: { responseFormat: 'file' } } },
			}),
	},
});

/** One contestant's jobs of a direction in an n8n that has done nothing else: megabytes over what it held at rest. */
async function jobs(contestant: string, direction: Direction): Promise<Record<string, number>> {
	const stage = await openStage();
	try {
		const { client, n8n, mercadoLibre } = stage;
		const node = await newContestants(stage);
		const mover = nodesOf(node)[contestant][direction](direction);
		// The folder that n8n's own node may read.
		const folder = join(n8n.userFolder, '.n8n-files');
		await mkdir(folder, { recursive: true });
		const move = async (count: number, size: number): Promise<void> => {
			const execution =
				direction === 'Upload'
					? await runChain(client, [
							builtInNode('Disk', 'readWriteFile', 1, {
								operation: 'read',
								fileSelector: join(folder, `${size}-*.pdf`),
								options: {},
							}),
							builtInNode('Some', 'limit', 1, { maxItems: count }),
							mover,
						])
					: await runChain(
							client,
							[mover],
							Array.from({ length: count }, (_, i) => {
								const { attachments } = mercadoLibre.control.buyerWrites({
									packId: `2000${size}${i}`,
									sellerId: node.seller.sellerId,
									text: 'Adjunto',
									attachments: [{ name: `${i}.pdf`, type: 'application/pdf', size }],
								});
								return { attachmentId: attachments[0].filename };
							}),
						);
			const moved = execution.items(direction).filter(({ json }) => json.error === undefined);
			if (moved.length !== count)
				throw new Error(`${contestant}: ${moved.length} of ${count} ${execution.error?.message}`);
			await sleep(REST_MS);
		};

		const small = 1_000;
		await writeFile(join(folder, `${small}-0.pdf`), randomBytes(small));
		await move(1, small);
		const idle = memoryOf(n8n.pid);

		const found: Record<string, number> = {};
		for (const { count, words } of BATCHES) {
			for (let i = 0; i < count; i++)
				await writeFile(join(folder, `${SIZE}-${i}.pdf`), randomBytes(SIZE));
			const peak = await peakMemory(n8n.pid, async () => await move(count, SIZE));
			found[`${direction} ${words}`] = peak - idle;
		}
		return found;
	} finally {
		await stage.close();
	}
}

export async function measureFiles(): Promise<Finding> {
	const found: Record<string, Record<string, number>[]> = { [OURS]: [], [BY_HAND]: [] };
	for (let round = 1; round <= ROUNDS; round++) {
		for (const name of Object.keys(found)) {
			const ofDirections = [];
			for (const direction of DIRECTIONS) ofDirections.push(await jobs(name, direction));
			found[name].push(Object.assign({}, ...ofDirections) as Record<string, number>);
		}
		console.error(`  round ${round} of ${ROUNDS}`);
	}
	const all = BATCHES.flatMap(({ count, words, mostMegabytes }) =>
		DIRECTIONS.map((direction) => {
			const job = `${direction} ${words}`;
			return {
				job,
				count,
				mostMegabytes,
				of: (name: string) => found[name].map((round) => round[job]),
			};
		}),
	);
	return {
		title: 'Files of 25 MB',
		how: `The most memory (resident set) that n8n's process holds while files are moved, over what it held at rest, in MB. Uploads read the files from the disk with n8n's own node. Each contestant has two n8n of its own, one that uploads and one that downloads, newly started for each of the ${ROUNDS} rounds, which have moved a small file before. One file goes first, then ten: what n8n does not give back after the one counts for the ten as well.`,
		head: ['Job', OURS, BY_HAND],
		rows: all.map(({ job, of }) => [job, spread(of(OURS), 0), spread(of(BY_HAND), 0)]),
		targets: all.map(({ job, mostMegabytes, of }) => {
			const value = median(of(OURS));
			return {
				words: `${job}: under ${mostMegabytes} MB: ${value.toFixed(0)} MB`,
				isMet: value < mostMegabytes,
			};
		}),
		panels: [
			{
				title: 'Files of 25 MB: memory over idle',
				bars: all
					.filter(({ count }) => count > 1)
					.flatMap(({ job, of }) =>
						[OURS, BY_HAND].map((name): Bar => {
							const value = Math.max(0, median(of(name)));
							const label = `${name}, ${job.toLowerCase()}`;
							return { label, value, told: `${value.toFixed(0)} MB`, isOurs: name === OURS };
						}),
					),
			},
		],
	};
}
