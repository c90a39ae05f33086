// What moderation withholds, holds back and refuses. Seed 002, line 68: what the buyer wrote and moderation took is not
// to be seen, the seller's own stays visible (001, line 23, says the same). What `paging.total` and the unread list make
// of it, no document says.
import { BUYER, CLAIM_SELLER, GLOBAL_SELLER, LOCAL_SELLER, useSandbox } from '../api.ts';

const sandbox = useSandbox();

describe.each([
	{ family: 'Global Selling', base: '/marketplace/messages', seller: GLOBAL_SELLER, rest: '' },
	{ family: 'local', base: '/messages', seller: LOCAL_SELLER, rest: `/sellers/${LOCAL_SELLER}` },
])('a conversation, $family', ({ base, seller, rest }) => {
	const path = `${base}/packs/77${rest}?tag=post_sale`;
	const asSeller = { as: seller };
	const read = async (query = '') =>
		(await sandbox.get(`${path}&mark_as_read=false${query}`, asSeller)).body;
	const texts = async (query = '') =>
		(await read(query)).messages.map(({ text }: { text: string }) => text);
	const buyerWrites = (text: string, more: object = {}) =>
		sandbox.control.buyerWrites({ packId: 77, sellerId: seller, text, ...more });
	const send = async (text: string) => {
		const body = { from: { user_id: seller }, to: { user_id: BUYER }, text };
		const answer = await sandbox.post(path, body, asSeller);
		expect(answer.status).toBe(201);
		return answer.body;
	};
	const unread = async () =>
		(await sandbox.get(`${base}/unread?role=seller&tag=post_sale`, asSeller)).body.results.map(
			({ count }: { count: number }) => count,
		);

	describe('in which the newest of four messages of the buyer is withheld', () => {
		let withheld: string;
		beforeEach(() => {
			for (const text of ['one', 'two', 'three']) buyerWrites(text);
			withheld = buyerWrites('rude', { moderated: true }).id;
		});

		it('leaves it out, unless a test asks for more', async () => {
			expect((await read()).paging.total).toBe(3);
			expect(await texts('&limit=1')).toEqual(['three']);
			expect(await unread()).toEqual([3]);
		});

		it('counts it in the total', async () => {
			sandbox.control.setBehaviour({ withheldMessages: 'counted' });
			expect((await read()).paging.total).toBe(4);
			expect(await texts('&limit=1')).toEqual(['three']);
			expect(await texts('&limit=2&offset=2')).toEqual(['one']);
		});

		it('lets it take its place in the page', async () => {
			sandbox.control.setBehaviour({ withheldMessages: 'gaps' });
			expect((await read()).paging.total).toBe(4);
			expect(await texts('&limit=1')).toEqual([]);
			expect(await texts('&limit=2')).toEqual(['three']);
			expect(await texts('&limit=2&offset=2')).toEqual(['two', 'one']);
		});

		it('counts it as unread until the conversation is read', async () => {
			sandbox.control.setBehaviour({ unreadCountsWithheld: true });
			expect(await unread()).toEqual([4]);
			await sandbox.get(`/messages/packs/77/sellers/${seller}?tag=post_sale`, asSeller);
			expect(await unread()).toEqual([]);
		});

		it('gives it by its id, or does not', async () => {
			const status = async (as: number) =>
				(await sandbox.get(`${base}/${withheld}`, { as })).status;
			expect(await status(seller)).toBe(200);
			sandbox.control.setBehaviour({ withheldById: 'notFound' });
			expect(await status(seller)).toBe(404);
			// Its sender may still have it.
			expect((await sandbox.get(`/messages/${withheld}`, { as: BUYER })).status).toBe(200);
		});
	});

	describe('in which a message of the buyer is held back (seed 002, lines 15 and 57)', () => {
		const at = (minute: number) => Date.UTC(2026, 0, 1, 10, minute);

		it('shows it when it is released, at its old place, with the date of the release', async () => {
			const { id } = buyerWrites('held back', { verdict: 'pending', createdAt: at(0) });
			for (const minute of [1, 2]) buyerWrites(`minute ${minute}`, { createdAt: at(minute) });
			expect(await texts()).toEqual(['minute 2', 'minute 1']);
			expect(await unread()).toEqual([2]);

			const before = Date.now();
			sandbox.control.moderateMessage({ messageId: id, verdict: 'clean' });
			expect(await texts()).toEqual(['minute 2', 'minute 1', 'held back']);
			const released = (await read()).messages[2];
			expect(released).toMatchObject({
				status: 'available',
				message_moderation: { status: 'clean' },
			});
			expect(Date.parse(released.message_date.created)).toBe(at(0));
			expect(Date.parse(released.message_date.available)).toBeGreaterThan(before - 1000);
			expect(await unread()).toEqual([3]);
		});

		it('may show it before, with `available: null` (as the example of seed 003, lines 227 to 240, does)', async () => {
			const { id } = buyerWrites('seen', { verdict: 'pending', shownWhilePending: true });
			expect((await read()).messages[0]).toMatchObject({
				id,
				text: 'seen',
				status: 'IN_MODERATION',
				message_date: { available: null },
				message_moderation: { status: 'pending', reason: null },
			});
			expect(await unread()).toEqual([1]);
			sandbox.control.moderateMessage({ messageId: id, verdict: 'clean' });
			expect((await read()).messages[0].message_date.available).not.toBeNull();
		});

		it('takes away what was seen, and gives it back with its date', async () => {
			const { id } = buyerWrites('seen', { createdAt: at(0) });
			sandbox.control.moderateMessage({ messageId: id, verdict: 'moderated' });
			expect(await texts()).toEqual([]);
			sandbox.control.moderateMessage({ messageId: id, verdict: 'clean' });
			const { available } = (await read()).messages[0].message_date;
			expect(Date.parse(available)).toBe(at(0));
		});
	});

	describe("of the seller's own messages", () => {
		it.each([
			// Seed 002, lines 49 and 56: locally; the pages on messages of 2026-04-27 say the same.
			['moderated', { status: 'moderated', message_moderation: { status: 'rejected' } }],
			['rejected', { status: 'rejected', message_moderation: { status: 'rejected' } }],
			// Seed 000, lines 154 and 171: Global Selling.
			['blocked', { status: 'blocked', message_moderation: { status: 'blocked' } }],
			// Seed 002, line 57, with the status of seed 003, line 227.
			['pending', { status: 'IN_MODERATION', message_moderation: { status: 'pending' } }],
			// Seed 002, line 49.
			['pendingTranslation', { status: 'pending_translation' }],
		] as const)(
			'%s by a word in its text, it stays visible to the seller only',
			async (verdict, shown) => {
				buyerWrites('question');
				const answer = await send(`Hello #${verdict}`);
				expect(answer).toMatchObject({ ...shown, message_date: { available: null } });
				expect((await read()).messages[0]).toMatchObject({ id: answer.id, ...shown });
				const { buyerSees } = sandbox.control.conversation({ packId: 77 });
				expect(buyerSees.map(({ text }) => text)).toEqual(['question']);
			},
		);

		it('as a test says beforehand, in a conversation or in any', async () => {
			buyerWrites('question');
			sandbox.control.moderateNext({ packId: 78, verdict: 'rejected' });
			sandbox.control.moderateNext({ moderated: 'AUTOMATIC_MESSAGE' });
			expect((await send('one')).message_moderation).toMatchObject({
				status: 'rejected',
				reason: 'AUTOMATIC_MESSAGE',
			});
			expect((await send('two')).status).toBe('available');
		});

		it('later, after it was available', async () => {
			buyerWrites('question');
			const { id } = await send('answer');
			sandbox.control.moderateMessage({ messageId: id, moderated: 'PERSONAL_DATA' });
			expect((await read()).messages[0]).toMatchObject({
				id,
				status: 'moderated',
				message_moderation: { status: 'rejected', reason: 'PERSONAL_DATA' },
			});
			expect(sandbox.control.conversation({ packId: 77 }).buyerSees).toHaveLength(1);
		});
	});

	it('wants a verdict that exists', () => {
		const verdict = 'splendid' as 'clean';
		expect(() => buyerWrites('x', { verdict })).toThrow('A verdict is one of clean, moderated');
		const { id } = buyerWrites('x');
		expect(() => sandbox.control.moderateMessage({ messageId: id })).toThrow('verdict is missing');
	});
});

describe('a claim (page gestionar-mensaje-de-un-reclamo of 2024-07-14)', () => {
	const path = '/marketplace/v2/claims/5294629673';
	const newest = async () => (await sandbox.get(`${path}/messages`, { as: CLAIM_SELLER })).body[0];

	it("shows own moderated messages, and leaves out the other side's", async () => {
		sandbox.control.setBehaviour({ foreignClaimPaths: 'served' });
		await sandbox.post(
			`${path}/actions/send-message`,
			{ receiver_role: 'complainant', message: 'Hola #rejected' },
			{ as: CLAIM_SELLER },
		);
		sandbox.control.claimWrites({
			claimId: 5294629673,
			senderRole: 'complainant',
			message: 'rude',
			moderated: true,
		});
		// Seed 004, lines 151 to 164.
		expect(await newest()).toMatchObject({
			message: 'Hola #rejected',
			status: 'rejected',
			message_moderation: { status: 'rejected', reason: 'OUT_OF_PLACE_LANGUAGE' },
		});
		const { body } = await sandbox.get(`${path}/messages`, { as: 1517482146 });
		expect(body[0]).toMatchObject({ message: 'rude', status: 'moderated' });
		expect(body).toHaveLength(6);
	});
});
