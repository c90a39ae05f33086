// The two paths of claims: each family has its own (document 004; the local pages on claims of 2024 to 2026), and no
// page says that the other one never serves an account.
import { bytes, itemWithFiles, sha256 } from '../../support/files';
import { FAMILIES, byId, useHarness } from '../../support/engine/harness';
import type { Family } from '../../support/engine/harness';
import { CLAIMS, openClaimIn } from '../../support/marketplace';

const n8n = useHarness();
const openClaim = openClaimIn(n8n);

const other = (family: Family): Family => (family === 'local' ? 'globalSelling' : 'local');
const uuidPng = '[0-9a-f-]{36}\\.pdf';

/** All that can be done with claims; the search finds the claim, and the file is there. */
async function doAll(account: Family) {
	const claimId = openClaim(account);
	const named = { claimId: byId(claimId) };
	const items = [await itemWithFiles(n8n.engine, { data: { content: bytes(2_000) } })];
	n8n.control.clearRequests();
	const run = async (operation: string, parameters: object = {}) =>
		(await n8n.run(operation, parameters as never, { account, items })).done;

	await run('claim.getAll');
	await run('claim.get', named);
	const { attachmentId: fileName } = (await run('claimAttachment.upload', named)).items[0];
	const send = { ...named, message: 'Vea', attachmentFileNames: fileName };
	await run('claimMessage.send', { ...send, options: { checkAllowed: false } });
	await run('claimMessage.getAll', named);
	await run('claimAttachment.get', { ...named, fileName });
	const down = await run('claimAttachment.download', { ...named, fileName });
	expect(sha256(await n8n.engine.readFile(down.binary.data))).toBe(sha256(bytes(2_000)));
	return { claimId, asked: n8n.asked().map((request) => request.split('?')[0]) };
}

const callsOn = (base: string, claimId: string) => [
	`GET ${base}/search`,
	`GET ${base}/${claimId}`,
	`POST ${base}/${claimId}/attachments`,
	`POST ${base}/${claimId}/actions/send-message`,
	`GET ${base}/${claimId}/messages`,
	expect.stringMatching(new RegExp(`^GET ${CLAIMS.local}/${claimId}/attachments/${uuidPng}$`)),
	expect.stringMatching(new RegExp(`^GET ${base}/${claimId}/attachments/${uuidPng}/download$`)),
];

test.each(FAMILIES)('%s: everything on the path of the family', async (account) => {
	const { claimId, asked } = await doAll(account);
	expect(asked).toEqual(callsOn(CLAIMS[account], claimId));
});

describe.each([403, 404])('an account whose own path answers %d', (status) => {
	test.each(FAMILIES)('%s: everything at the other one', async (account) => {
		n8n.control.setBehaviour({ foreignClaimPaths: 'served' });
		n8n.control.addFault({
			// All but the information about a file, which no document shows anywhere else.
			match: { path: `^${CLAIMS[account]}/(?!.*/attachments/[^/]+$)` },
			kind: 'status',
			status,
			times: 0,
		});
		const { claimId, asked } = await doAll(account);
		expect(asked).toEqual(expect.arrayContaining(callsOn(CLAIMS[other(account)], claimId)));
	});
});

test('a claim that neither path knows: the error is that of the own path, after one request each', async () => {
	const claimId = 5999999999;
	const { failure } = await n8n.run('claim.get', { claimId: byId(claimId) }, { account: 'local' });
	expect(failure.message).toBe('No claim has this ID');
	expect(n8n.asked()).toEqual([
		`GET ${CLAIMS.local}/${claimId}`,
		`GET ${CLAIMS.globalSelling}/${claimId}`,
	]);
});

test('what may have been done is not done again at the other path', async () => {
	const claimId = openClaim('local');
	n8n.control.setBehaviour({ foreignClaimPaths: 'served' });
	n8n.control.addFault({ match: { method: 'POST' }, kind: 'dropAfter' });
	const run = await n8n.run(
		'claimMessage.send',
		{ claimId: byId(claimId), message: 'Una vez' },
		{ account: 'local' },
	);
	expect(run.done.items).toMatchObject([{ success: true }]);
	expect(n8n.control.claim({ claimId }).messages).toHaveLength(1);
	expect(n8n.asked().filter((request) => request.startsWith('POST'))).toEqual([
		`POST ${CLAIMS.local}/${claimId}/actions/send-message`,
	]);
});

test('a refusal for another reason is not asked at the other path', async () => {
	const claimId = openClaim('local');
	n8n.control.addFault({ match: { method: 'POST' }, kind: 'status', status: 400, times: 0 });
	await n8n.run(
		'claimMessage.send',
		{ claimId: byId(claimId), message: 'x', options: { checkAllowed: false } },
		{ account: 'local' },
	);
	expect(n8n.asked()).toHaveLength(1);
});

test.each(FAMILIES)('%s: an upload is answered in the words of its path', async (account) => {
	const claimId = openClaim(account);
	const items = [await itemWithFiles(n8n.engine, { data: {} })];
	const run = await n8n.run(
		'claimAttachment.upload',
		{ claimId: byId(claimId) },
		{ account, items },
	);
	expect(run.done.items[0].attachmentId).toMatch(new RegExp(`^${uuidPng}$`));
	expect(n8n.control.claim({ claimId }).files).toHaveLength(1);
});
