// Reads that lag behind writes. Seed 000, line 644, and 001, line 282: a message "could not be retrieved from storage
// [...] try again in a few seconds". For how long, and which other reads lag, no document says.
import {
	BUYER,
	CLAIM_SELLER,
	GLOBAL_SELLER,
	LOCAL_SELLER,
	messagesBody,
	useSandbox,
} from '../api.ts';
import { Lag } from '../../../sandbox/mercadolibre/marketplace/reading/lag.ts';

const sandbox = useSandbox();

const LONG = 600_000;

describe.each([
	{ family: 'Global Selling', base: '/marketplace/messages', seller: GLOBAL_SELLER, rest: '' },
	{ family: 'local', base: '/messages', seller: LOCAL_SELLER, rest: `/sellers/${LOCAL_SELLER}` },
])('a conversation, $family', ({ base, seller, rest }) => {
	const path = `${base}/packs/77${rest}?tag=post_sale`;
	const asSeller = { as: seller };
	const read = async (query = '&mark_as_read=false') => {
		const { body } = await sandbox.get(path + query, asSeller);
		expect(body.paging.total).toBe(body.messages.length);
		return body.messages.map(({ text }: { text: string }) => text);
	};
	// Seed 003: in both families, reading at this path marks.
	const mark = async () =>
		await sandbox.get(`/messages/packs/77/sellers/${seller}?tag=post_sale`, asSeller);
	const unread = async (): Promise<number> =>
		(await sandbox.get(`${base}/unread?role=seller&tag=post_sale`, asSeller)).body.results.reduce(
			(sum: number, { count }: { count: number }) => sum + count,
			0,
		);
	const buyerWrites = (text: string) =>
		sandbox.control.buyerWrites({ packId: 77, sellerId: seller, text }).id;
	const send = async (text: string): Promise<string> => {
		const body = { from: { user_id: seller }, to: { user_id: BUYER }, text };
		const answer = await sandbox.post(path, body, asSeller);
		expect(answer.status).toBe(201);
		return answer.body.id;
	};
	const statusOf = async (id: string) => (await sandbox.get(`${base}/${id}`, asSeller)).status;

	it('shows what was stored later, and knows it all the time', async () => {
		buyerWrites('old');
		sandbox.control.setLag({});
		const received = buyerWrites('new');
		const sent = await send('answer');
		expect(await read()).toEqual(['old']);
		for (const id of [received, sent]) {
			const { status, body } = await sandbox.get(`${base}/${id}`, asSeller);
			expect(status).toBe(404);
			expect(body).toEqual(
				messagesBody(
					404,
					`The message with id: ${id} could not be retrieved from storage`,
					'not_found',
				),
			);
		}
		expect(sandbox.control.conversation({ packId: 77 }).messages).toHaveLength(3);
		sandbox.control.releaseLag();
		expect(await read()).toEqual(['answer', 'new', 'old']);
		expect([await statusOf(received), await statusOf(sent)]).toEqual([200, 200]);
	});

	it('lags by kind: what was sent, or what was received', async () => {
		sandbox.control.setLag({ of: 'sent' });
		const received = buyerWrites('question');
		const sent = await send('answer');
		expect(await read()).toEqual(['question']);
		expect([await statusOf(received), await statusOf(sent)]).toEqual([200, 404]);
		sandbox.control.releaseLag();
		sandbox.control.setLag({ of: 'received' });
		buyerWrites('another');
		await send('and again');
		expect(await read()).toEqual(['and again', 'answer', 'question']);
	});

	it('lags by read, and in one place', async () => {
		sandbox.control.setLag([
			{ reads: ['message'], packId: 77 },
			{ reads: ['conversation'], packId: 78 },
		]);
		const id = buyerWrites('here');
		sandbox.control.buyerWrites({ packId: 78, sellerId: seller, text: 'there' });
		expect(await read()).toEqual(['here']);
		expect(await statusOf(id)).toBe(404);
		const there = `${base}/packs/78${rest}?tag=post_sale`;
		expect((await sandbox.get(there, asSeller)).body.messages).toEqual([]);
		sandbox.control.releaseLag({ packId: 78 });
		expect((await sandbox.get(there, asSeller)).body.messages).toHaveLength(1);
		expect(await statusOf(id)).toBe(404);
	});

	it('has an unread list ahead of it: the count is there, the message is not', async () => {
		sandbox.control.setLag({});
		buyerWrites('new');
		expect(await unread()).toBe(1);
		expect(await read()).toEqual([]);
	});

	it('has an unread list behind it: the message is there, the count is not', async () => {
		sandbox.control.setLag({ reads: ['unread'] });
		buyerWrites('new');
		expect(await unread()).toBe(0);
		expect(await read()).toEqual(['new']);
		sandbox.control.releaseLag();
		expect(await unread()).toBe(1);
	});

	it('marks what it shows, or all of it, as a test sets (not documented)', async () => {
		sandbox.control.setLag({});
		buyerWrites('not shown');
		await mark();
		expect(await unread()).toBe(1);
		sandbox.control.setLag({ marks: true });
		buyerWrites('not shown either');
		await mark();
		expect(await unread()).toBe(1);
		sandbox.control.releaseLag();
		await mark();
		expect(await unread()).toBe(0);
	});

	it('may stay on the list when it was read', async () => {
		buyerWrites('question');
		sandbox.control.setBehaviour({ markingLagMs: LONG });
		await mark();
		expect(await unread()).toBe(1);
		sandbox.control.setBehaviour({ markingLagMs: 0 });
		expect(await unread()).toBe(0);
	});

	it('catches up by itself after the time that is set', async () => {
		sandbox.control.setLag({ ms: LONG });
		buyerWrites('late');
		expect(await read()).toEqual([]);
		sandbox.control.releaseLag();
		sandbox.control.setLag({ ms: 30 });
		buyerWrites('soon');
		while ((await read()).length < 2);
		expect(await read()).toEqual(['soon', 'late']);
	});

	it('shows at once again what is written once the lag is over', async () => {
		sandbox.control.setLag({});
		buyerWrites('hidden');
		sandbox.control.setLag(null);
		buyerWrites('shown');
		expect(await read()).toEqual(['shown']);
	});
});

it.each(['/marketplace/v2/claims', '/post-purchase/v1/claims'])(
	"a claim's messages lag, too (%s; not documented)",
	async (base) => {
		sandbox.control.setBehaviour({ foreignClaimPaths: 'served' });
		const path = `${base}/5294629673/messages`;
		const read = async () => (await sandbox.get(path, { as: CLAIM_SELLER })).body.length;
		const send = () =>
			sandbox.post(
				'/marketplace/v2/claims/5294629673/actions/send-message',
				{ receiver_role: 'complainant', message: 'Hola' },
				{ as: CLAIM_SELLER },
			);
		const claimId = 5294629673;
		const buyerWrites = () =>
			sandbox.control.claimWrites({ claimId, senderRole: 'complainant', message: '¿Y?' });
		sandbox.control.setLag({ of: 'sent', claimId });
		await send();
		buyerWrites();
		expect(await read()).toBe(6);
		sandbox.control.setLag({ of: 'received', claimId });
		buyerWrites();
		expect(await read()).toBe(6);
		sandbox.control.releaseLag({ claimId });
		expect(await read()).toBe(8);
	},
);

it('lags from the write on, to the millisecond', () => {
	const lag = new Lag();
	const [early, late] = [{}, {}];
	lag.wrote(early, { packId: '77' }, 0);
	lag.set([{ ms: 1000 }, { ms: 2000, of: 'sent', reads: ['conversation'] }]);
	lag.wrote(late, { packId: '77' }, 5000);
	const isHidden = (now: number, isOwn: boolean) => lag.hides(late, 'conversation', isOwn, now);
	expect([5999, 6000].map((now) => isHidden(now, false))).toEqual([true, false]);
	expect([6999, 7000].map((now) => isHidden(now, true))).toEqual([true, false]);
	expect(lag.hides(early, 'conversation', false, 1)).toBe(false);
	expect(lag.hides(late, 'unread', false, 5001)).toBe(false);
});
