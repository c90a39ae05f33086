// A write that was done, whose outcome nobody was told, and that is refused when it is tried again.
import { CLAIM_SELLER, GLOBAL_SELLER, LOCAL_SELLER, messagesBody, useSandbox } from '../api.ts';
import type { FaultOptions } from '../../../sandbox/mercadolibre/faults.ts';

const sandbox = useSandbox();

const unknownOutcomes: Pick<FaultOptions, 'kind' | 'status' | 'afterEffect'>[] = [
	{ kind: 'status', status: 503, afterEffect: true },
	{ kind: 'dropAfter' },
	{ kind: 'truncated' },
	{ kind: 'hang', afterEffect: true },
];

describe.each(unknownOutcomes)('after $kind', (fault) => {
	/** Writes, and gives up on an answer that never comes. It is done, and nobody is told so. */
	const writeInVain = async (path: string, json: object, as: number, isDone: () => boolean) => {
		sandbox.control.addFault({ match: { method: 'POST' }, ...fault });
		const { access_token } = sandbox.control.issueToken({ userId: as });
		const patience = new AbortController();
		const told = fetch(sandbox.url + path, {
			method: 'POST',
			headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
			body: JSON.stringify(json),
			signal: patience.signal,
		})
			.then(async (response) => ((await response.text()) ? response.status : null))
			.catch(() => null);
		while (!isDone()) await new Promise(setImmediate);
		if (fault.kind === 'hang') patience.abort();
		expect(await told).toBe(fault.status ?? null);
	};

	it.each([
		['Global Selling', '/marketplace/messages', GLOBAL_SELLER],
		['local', '/messages', LOCAL_SELLER],
	])(
		'a reason to write first is used up, %s (seed 000, line 643; page motivos-para-comunicarse of 2025-07-04)',
		async (_family, base, seller) => {
			sandbox.control.createPack({ packId: 71, sellerId: seller });
			const path = `${base}/action_guide/packs/71/option?tag=post_sale`;
			const json = { option_id: 'OTHER', text: 'Hello' };
			const said = () => sandbox.control.conversation({ packId: 71 }).messages.length;
			await writeInVain(path, json, seller, () => said() === 1);
			const { status, body } = await sandbox.post(path, json, { as: seller });
			expect(status).toBe(403);
			expect(body.message).toBe('You are not allowed to execute the option OTHER again');
			expect(said()).toBe(1);
		},
	);

	it('a message waits for the buyer (seed 000, lines 534 to 537 and 643)', async () => {
		const path = '/marketplace/messages/packs/71';
		const said = () => sandbox.control.conversation({ packId: 71 }).messages.length;
		sandbox.control.setBehaviour({ messagesPerTurn: 1 });
		sandbox.control.buyerWrites({ packId: 71, text: 'Hola' });
		await writeInVain(path, { text: 'Hi' }, GLOBAL_SELLER, () => said() === 2);
		const { status, body } = await sandbox.post(path, { text: 'Hi' });
		expect(status).toBe(403);
		expect(body).toEqual(
			messagesBody(403, 'You are not allowed to execute the option OTHER again', 'forbidden'),
		);
		sandbox.control.buyerWrites({ packId: 71, text: '¿Hola?' });
		expect((await sandbox.post(path, { text: 'Hi again' })).status).toBe(201);
	});

	it.each([
		// Seed 004, line 266; its words are not documented.
		['duplicate', 'Duplicate action already performed'],
		// Mercado Libre's pages on claims, 2025: the stage or the role does not allow it now.
		['unavailable', 'Action send_message_to_complainant not available for player'],
	] as const)("a claim's message is refused: %s", async (claimRepetition, message) => {
		const path = '/marketplace/v2/claims/5294629673/actions/send-message';
		const json = { receiver_role: 'complainant', message: 'Hola' };
		const said = () => sandbox.control.claim({ claimId: 5294629673 }).messages.length;
		sandbox.control.setBehaviour({ claimRepetition });
		await writeInVain(path, json, CLAIM_SELLER, () => said() === 6);
		const { status, body } = await sandbox.post(path, json, { as: CLAIM_SELLER });
		expect(status).toBe(400);
		expect(body).toEqual({ code: 400, error: 'bad_request_error', message, cause: null });
		expect(said()).toBe(6);
		const other = { ...json, message: 'Otra cosa' };
		expect((await sandbox.post(path, other, { as: CLAIM_SELLER })).status).toBe(201);
	});
});

it('nothing is refused unless a test says so', async () => {
	for (let i = 0; i < 2; i++) {
		const sent = await sandbox.post('/marketplace/messages/packs/2315686468', { text: 'Hi' });
		const json = { receiver_role: 'complainant', message: 'Hola' };
		const path = '/marketplace/v2/claims/5294629673/actions/send-message';
		const claimed = await sandbox.post(path, json, { as: CLAIM_SELLER });
		expect([sent.status, claimed.status]).toEqual([201, 201]);
	}
});
