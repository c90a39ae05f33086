// Notification > Get Missed.
import {
	APPLICATION,
	FAMILIES,
	LOCAL_SELLER,
	sellerOf,
	useHarness,
} from '../../support/engine/harness';

const n8n = useHarness();

const HOUR = 3_600_000;

/** Nobody is at the application's address: what is pushed is given up after an hour. */
const nobodyListens = () => n8n.control.setCallback({ url: 'http://127.0.0.1:9/' });

let packs = 6000;
const write = (sellerId: number) =>
	n8n.control.buyerWrites({ packId: ++packs, sellerId, text: 'Hola' });

describe.each(FAMILIES)('%s', (account) => {
	test('what could not be delivered, in the shape in which it is pushed', async () => {
		n8n.account(account);
		nobodyListens();
		const { id } = write(sellerOf(account));
		await n8n.control.passTime({ ms: HOUR });
		n8n.control.clearRequests();

		const run = await n8n.run('notification.getMissed', {}, { account });

		const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
		expect(run.done.items).toEqual([
			{
				_id: expect.any(String),
				resource: id,
				user_id: account === 'local' ? LOCAL_SELLER : String(sellerOf(account)),
				topic: account === 'local' ? 'messages' : 'marketplace_messages',
				application_id: Number(APPLICATION.clientId),
				attempts: 8,
				sent: time,
				received: time,
				...(account === 'local' && { actions: ['created'] }),
			},
		]);
		expect(n8n.asked()[0]).toMatch(
			new RegExp(`^GET /missed_feeds\\?app_id=${APPLICATION.clientId}&limit=\\d+&offset=0$`),
		);
	});
});

test('all pages, however long they are', async () => {
	n8n.account('globalSelling');
	nobodyListens();
	n8n.control.setBehaviour({ mostMissedFeeds: 7 });
	const ids = Array.from({ length: 40 }, () => write(sellerOf('globalSelling')).id);
	await n8n.control.passTime({ ms: HOUR });

	const { items } = (await n8n.run('notification.getMissed')).done;

	expect(items.map(({ resource }) => resource).sort()).toEqual(ids.sort());
});

test('what got through in the end is left out', async () => {
	n8n.account('globalSelling');
	nobodyListens();
	write(sellerOf('globalSelling'));
	await n8n.control.notificationsSettled();
	// The address works from now on: the sandbox's own answers anything with 200 here.
	n8n.control.setCallback({ url: `${n8n.url}/_control/stats` });
	await n8n.control.passTime({ ms: HOUR });

	expect((await n8n.run('notification.getMissed')).done.items).toEqual([]);
	const { messages } = (await (
		await fetch(`${n8n.url}/missed_feeds?app_id=${APPLICATION.clientId}`, {
			headers: { authorization: `Bearer ${n8n.control.issueToken().access_token}` },
		})
	).json()) as { messages: unknown[] };
	expect(messages).toHaveLength(1);
});

test('of one topic; of items with a site, which the API wants', async () => {
	n8n.account('globalSelling');
	nobodyListens();
	write(sellerOf('globalSelling'));
	n8n.control.openClaim({});
	await n8n.control.passTime({ ms: HOUR });
	const topics = async (topic: string) =>
		(await n8n.run('notification.getMissed', { topic })).done.items.map((item) => item.topic);

	expect(await topics('marketplace_claims')).toEqual(['marketplace_claims']);
	expect((await topics('')).sort()).toEqual(['marketplace_claims', 'marketplace_messages']);
	const local = await n8n.run('notification.getMissed', { topic: 'items' }, { account: 'local' });
	expect(local.done.items).toEqual([]);
	expect(n8n.asked().at(-1)).toContain('site_id=MLB');
});
