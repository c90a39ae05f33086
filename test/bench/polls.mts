// (d): what a poll of the trigger costs, in n8n as it polls: with nothing unread, with nothing new, and with some news.
import type { LogEntry } from '../../sandbox/mercadolibre/requestLog.ts';
import { newSeller } from '../e2e/support/seller.ts';
import { openStage } from '../e2e/support/stage/stage.ts';
import { activate, pollRequests, triggered, waitForPoll } from '../e2e/support/trigger.ts';
import { NO_LIMIT } from './contestants.mts';
import { median, seconds, spread } from './finding.mts';
import type { Finding } from './finding.mts';

const CONVERSATIONS = 1_000;
const CHANGED = 10;
const ROUNDS = 5;
const LATENCY_MS = 100;
const EVERY_SECONDS = 4;
/** The trigger looks into everyone who is unread within so many polls. */
const POLLS_OF_A_ROTATION = 20;

export async function measurePolls(): Promise<Finding> {
	const stage = await openStage();
	try {
		const { client, mercadoLibre } = stage;
		const { control } = mercadoLibre;
		control.setLatency({ ms: LATENCY_MS });

		/** Polls of a seller with so many unread conversations, in so many of which the buyer has written since the last one. */
		const polls = async (conversations: number, changed: number) => {
			const seller = await newSeller(stage, { conversations, requestsPerMinute: NO_LIMIT });
			const id = await activate(
				{ client, control },
				triggered(seller.credential, { seconds: EVERY_SECONDS }),
			);
			const found: { total: number; changed: number; time: number }[] = [];
			for (let round = 0; round <= ROUNDS; round++) {
				const packs = seller.packs.slice(round * changed, (round + 1) * changed);
				control.clearRequests();
				for (const packId of packs) control.buyerWrites({ packId, text: 'Otra pregunta' });
				await waitForPoll({ control });
				const [begin, end] = (await pollRequests({ control })).map(({ id }) => id);
				const requests = control.requests().filter(({ id }) => id >= begin && id < end);
				const isOf = ({ path }: LogEntry) => packs.some((packId) => path.includes(packId));
				if (round === 0) continue;
				found.push({
					total: requests.length,
					changed: requests.filter(isOf).length,
					time: Math.max(...requests.map(({ endedAt = Infinity }) => endedAt)) - requests[0].at,
				});
			}
			await client.deactivate(id);
			return found;
		};

		const rows: string[][] = [];
		const row = (what: string, found: Awaited<ReturnType<typeof polls>>) => {
			const inTurn = found.map(({ total, changed }) => total - 1 - changed);
			rows.push([
				what,
				spread(
					found.map(({ total }) => total),
					0,
				),
				'1',
				spread(
					found.map(({ changed }) => changed),
					0,
				),
				spread(inTurn, 0),
				seconds(found.map(({ time }) => time)),
			]);
			console.error(`  ${what}`);
			return { total: median(found.map((one) => one.total)), inTurn: median(inTurn) };
		};
		const empty = row('Nothing unread', await polls(0, 0));
		const same = row(`${CONVERSATIONS} unread, nothing new`, await polls(CONVERSATIONS, 0));
		const changed = row(
			`${CONVERSATIONS} unread, ${CHANGED} with news`,
			await polls(CONVERSATIONS, CHANGED),
		);
		const most = CONVERSATIONS / POLLS_OF_A_ROTATION;
		return {
			title: 'A poll of the trigger',
			how: `The trigger in n8n, polling every ${EVERY_SECONDS} s so that the rounds do not take hours, with Mercado Libre ${LATENCY_MS} ms away. Requests are those that Mercado Libre has seen; the time is from the first request to the last answer. Unread counts can lie, so every poll looks into a share of the conversations that seem unchanged: each has its turn within ${POLLS_OF_A_ROTATION} polls. ${ROUNDS} polls of each kind.`,
			head: ['Unread conversations', 'Requests', 'List', 'With news', 'In turn', 'Seconds'],
			rows,
			targets: [
				{
					words: `1 request with nothing unread: ${empty.total}`,
					isMet: empty.total === 1,
				},
				{
					words: `1 request and at most ${most} looks in turn with nothing new: 1 and ${same.inTurn}`,
					isMet: same.total - same.inTurn === 1 && same.inTurn <= most,
				},
				{
					words: `${CHANGED + 1} requests and at most ${most} looks in turn with news in ${CHANGED}: ${changed.total - changed.inTurn} and ${changed.inTurn}`,
					isMet: changed.total - changed.inTurn === CHANGED + 1 && changed.inTurn <= most,
				},
			],
		};
	} finally {
		await stage.close();
	}
}
