// The notification trigger on messages: the real node in n8n's contexts, against both API families.
import type { IDataObject } from 'n8n-workflow';
import * as pauses from '../../../nodes/MercadoLibre/trigger/push/pauses';
import {
	APPLICATION,
	BUYER,
	FAMILIES,
	LOCAL_SELLER,
	sellerOf,
	useHarness,
	type Family,
} from '../../support/engine/harness';
import { usePushedTriggers, type PushedTrigger } from '../../support/trigger/pushTrigger';
import { until } from '../../support/until';
import '../../support/engine/noWaiting';

const n8n = useHarness();

const { made, switchedOn } = usePushedTriggers(n8n);

let packs = 5000;
const write = (family: Family = 'globalSelling', options: IDataObject = {}) =>
	n8n.control.buyerWrites({
		packId: ++packs,
		sellerId: sellerOf(family),
		text: `Message of ${packs}`,
		...options,
	});

const started = async (trigger: PushedTrigger, count: number) =>
	await until(() => trigger.started.length >= count);

describe.each(FAMILIES)('%s', (account) => {
	test('a message starts the workflow, in the shape of Message > Get', async () => {
		const trigger = await switchedOn({ account });
		const { id } = write(account, { text: 'Where is it?' });

		const { status, items } = await trigger.post(trigger.about(id));
		await started(trigger, 1);

		expect({ status, items }).toEqual({ status: 200, items: [] });
		expect(trigger.items).toEqual(
			(await n8n.run('message.get', { messageId: id }, { account })).items,
		);
		expect(trigger.items[0]).toMatchObject({
			id,
			direction: 'received',
			text: 'Where is it?',
			fromUserId: String(BUYER),
			packId: String(packs),
		});
	});

	test('pushed by Mercado Libre, with claims and reading among it: one start a message', async () => {
		const trigger = await switchedOn({ account });
		const stop = await trigger.serve();
		const first = write(account);
		n8n.control.readElsewhere({ packId: packs });
		n8n.control.openClaim({ sellerId: sellerOf(account) });
		n8n.control.sellerWrites({ packId: packs, text: 'I look' });
		const second = write(account);
		await started(trigger, 2);
		await stop();

		const pushed = n8n.control.notifications();
		expect(pushed.map(({ attempts }) => attempts.map(({ status }) => status))).toEqual(
			pushed.map(() => [200]),
		);
		expect(pushed.length).toBeGreaterThan(2);
		expect(trigger.items.map((item) => item.id).sort()).toEqual([first.id, second.id].sort());
	});
});

test('without simplify: the message as the API gives it', async () => {
	const trigger = await switchedOn({ options: { simplify: false } });
	const { id } = write();
	await trigger.post(trigger.about(id));
	await started(trigger, 1);
	expect(trigger.items[0]).toMatchObject({
		id,
		message_date: { read: null },
		packId: String(packs),
	});
});

test('files are put beside the message', async () => {
	const trigger = await switchedOn({ options: { downloadAttachments: true } });
	const { id } = write('globalSelling', {
		attachments: [{ name: 'photo.png', type: 'image/png', size: 10 }],
	});
	await trigger.post(trigger.about(id));
	await started(trigger, 1);
	expect(trigger.started[0].item.binary).toEqual({
		attachment_0: expect.objectContaining({ mimeType: 'image/png' }),
	});
});

describe('once', () => {
	test('repeated, under another id, with another sender time: one start', async () => {
		const trigger = await switchedOn();
		const { id } = write();
		await Promise.all([
			trigger.post(trigger.about(id, { _id: 'a' })),
			trigger.post(trigger.about(id, { _id: 'a', attempts: 2 })),
			trigger.post(trigger.about(id, { _id: 'b', resource: id })),
		]);
		await started(trigger, 1);
		await trigger.post(trigger.about(id, { _id: 'c' }));
		expect(trigger.started).toHaveLength(1);
	});

	test('200 messages, each notified of three times in any order: 200 starts', async () => {
		const trigger = await switchedOn();
		const ids = Array.from({ length: 200 }, () => write().id);
		const posts = [...ids, ...ids, ...ids].sort(() => Math.random() - 0.5);
		const answers = await Promise.all(posts.map((id) => trigger.post(trigger.about(id))));
		await started(trigger, 200);

		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
		expect(trigger.items.map(({ id }) => id).sort()).toEqual([...ids].sort());
		expect(new Set(trigger.started.map(({ key }) => key)).size).toBe(200);
	});

	test('n8n is killed and starts again: what was handed out does not come again, what was not does', async () => {
		const before = await switchedOn();
		const first = write();
		await before.post(before.about(first.id));
		await started(before, 1);
		// The API hangs: it was acknowledged, and never read.
		n8n.control.addFault({ match: { path: '/marketplace/messages/' }, kind: 'hang', times: 0 });
		const second = write();
		expect((await before.post(before.about(second.id))).status).toBe(200);
		await before.switchOff();
		n8n.control.clearFaults();

		// Another process, with what n8n has saved.
		const { PushedTrigger: Fresh } = await freshProcess();
		const after = new Fresh(n8n, { kept: before.kept, workflowId: before.workflowId });
		await after.switchOn();
		await until(() => after.items.some(({ id }) => id === second.id));
		await after.post(after.about(first.id));

		// What was started moments before the end may be started again, with the same key: n8n refuses that.
		const again = after.started.filter(({ item }) => item.json.id === first.id);
		expect(again.map(({ key }) => key).filter((key) => key !== before.started[0].key)).toEqual([]);
		expect(after.items.filter(({ id }) => id === second.id)).toHaveLength(1);
		await after.switchOff();
	});

	test('a workflow that is switched off while it is read goes on when it is on again', async () => {
		const trigger = await switchedOn();
		n8n.control.addFault({ match: { path: '/marketplace/messages/' }, kind: 'hang', times: 0 });
		const { id } = write();
		await trigger.post(trigger.about(id));
		await trigger.switchOff();
		n8n.control.clearFaults();
		await trigger.switchOn();
		await started(trigger, 1);
		expect(trigger.items.map((item) => item.id)).toEqual([id]);
	});

	test('nor is a message lost that waits for its turn to start the workflow', async () => {
		const oneAtATime = oneExecutionAtATime();
		const trigger = await switchedOn();
		const [first, second] = [write(), write()];
		await trigger.post(trigger.about(first.id));
		await started(trigger, 1);
		await trigger.post(trigger.about(second.id));
		await until(() => n8n.asked().some((request) => request.includes(second.id)));
		await trigger.switchOff();
		oneAtATime.forEach((one) => one.restore());
		await trigger.switchOn();
		await started(trigger, 2);
		expect(trigger.items.map((item) => item.id)).toEqual([first.id, second.id]);
	});

	test('a message whose turn has not come yet starts the workflow when the execution before it has ended', async () => {
		const oneAtATime = oneExecutionAtATime();
		const trigger = await switchedOn();
		const [first, second] = [write(), write()];
		await trigger.post(trigger.about(first.id));
		await started(trigger, 1);
		await trigger.post(trigger.about(second.id));
		await until(() => n8n.asked().some((request) => request.includes(second.id)));
		expect(trigger.started).toHaveLength(1);
		trigger.started[0].end!();
		await started(trigger, 2);
		oneAtATime.forEach((one) => one.restore());
		expect(trigger.items.map((item) => item.id)).toEqual([first.id, second.id]);
	});

	test('a copy of the workflow starts anew', async () => {
		const trigger = await switchedOn();
		const { id } = write();
		await trigger.post(trigger.about(id));
		await started(trigger, 1);
		const copy = await switchedOn({ kept: { saved: trigger.kept.saved } });
		await copy.post(copy.about(id));
		await started(copy, 1);
		expect(copy.started[0].key).not.toBe(trigger.started[0].key);
	});

	test('what is kept with the workflow stays small', async () => {
		const trigger = await switchedOn();
		const ids = Array.from({ length: 1_200 }, () => write().id);
		for (const id of ids) await trigger.post(trigger.about(id));
		await started(trigger, 1_200);
		await trigger.post(trigger.about(write().id));
		expect(trigger.kept.saved.length).toBeLessThan(64_000);
	});
});

describe('nothing in a notification is trusted but the id', () => {
	test.each([
		['another application', { application_id: 42 }],
		['another topic', { topic: 'questions', resource: '/questions/1' }],
		['a resource without an id', { resource: '/marketplace/messages/../users/me' }],
		['a message that was read', { actions: ['read'] }],
	])('%s: answered 200, and dropped', async (_, forged) => {
		const trigger = await switchedOn();
		const { id } = write();
		n8n.control.clearRequests();
		const { status } = await trigger.post(trigger.about(id, forged));
		const other = write();
		await trigger.post(trigger.about(other.id));
		await started(trigger, 1);
		expect(status).toBe(200);
		expect(trigger.items.map((item) => item.id)).toEqual([other.id]);
		expect(n8n.asked()).toEqual([`GET /marketplace/messages/${other.id}`]);
	});

	test('another seller: answered 200, and dropped', async () => {
		const trigger = await switchedOn({ account: 'local' });
		const { id } = write('local');
		n8n.control.clearRequests();
		expect(await trigger.post(trigger.about(id, { user_id: 42 }))).toMatchObject({ status: 200 });
		const other = write('local');
		await trigger.post(trigger.about(other.id));
		await started(trigger, 1);
		expect(trigger.items.map((item) => item.id)).toEqual([other.id]);
		expect(n8n.asked()).toEqual([`GET /messages/${other.id}?tag=post_sale`]);
	});

	test.each([
		[{}],
		[[]],
		[''],
		['text'],
		[null],
		[{ topic: 'messages', resource: 'a' }],
		[{ topic: 1, resource: {}, user_id: 1, application_id: 2 }],
	])('%j is no notification: 400', async (body) => {
		const trigger = await switchedOn();
		expect(await trigger.post(body)).toEqual({ status: 400, items: [] });
	});

	test('what the notification says of the message is not what is handed out', async () => {
		const trigger = await switchedOn();
		const { id } = write('globalSelling', { text: 'the truth' });
		await trigger.post(trigger.about(id, { text: 'a lie', packId: '1' }));
		await started(trigger, 1);
		expect(trigger.items[0]).toMatchObject({ text: 'the truth', packId: String(packs) });
	});

	test('what the seller wrote starts nothing', async () => {
		const trigger = await switchedOn();
		n8n.control.createPack({ packId: ++packs });
		const own = n8n.control.sellerWrites({ packId: packs, text: 'mine' });
		await trigger.post(trigger.about(own.id));
		const other = write();
		await trigger.post(trigger.about(other.id));
		await started(trigger, 1);
		expect(trigger.items.map(({ id }) => id)).toEqual([other.id]);
	});

	test('another account that is connected meanwhile is the one that counts', async () => {
		const credential = n8n.connect('globalSelling');
		const trigger = await switchedOn({ credential });
		n8n.control.createSeller({ userId: 992 });
		const { id } = n8n.control.buyerWrites({ packId: ++packs, sellerId: 992, text: 'x' });
		n8n.engine.credentials.update(credential.id!, {
			oauthTokenData: n8n.control.issueToken({ userId: 992 }) as unknown as IDataObject,
		});
		await trigger.post(trigger.about(id, { user_id: 992 }));
		await started(trigger, 1);
		expect(trigger.items.map((item) => item.id)).toEqual([id]);
	});

	test('only from listed addresses, where some are listed', async () => {
		const trigger = await switchedOn({
			options: { onlyFromMercadoLibre: '54.88.218.97,\n18.215.140.160' },
		});
		const [first, second] = [write(), write()];
		const refused = await trigger.post(trigger.about(first.id), { ip: '203.0.113.9' });
		await trigger.post(trigger.about(second.id), { ip: '::ffff:18.215.140.160' });
		await started(trigger, 1);
		expect(refused.status).toBe(200);
		expect(trigger.items.map(({ id }) => id)).toEqual([second.id]);
	});
});

describe('what cannot be read', () => {
	test.each(['globalSelling', 'local'] as const)(
		'%s: unknown ids start nothing, and are told in the log',
		async (account) => {
			const trigger = await switchedOn({ account });
			n8n.control.clearRequests();
			const unknown = trigger.about('0123456789abcdef0123456789abcdef');
			await trigger.post(unknown);
			await until(() => n8n.asked().length >= 5);
			const other = write(account);
			await trigger.post({ ...unknown, attempts: 2 });
			await trigger.post(trigger.about(other.id));
			await started(trigger, 1);
			expect(n8n.asked()).toHaveLength(6);
			expect(trigger.items.map(({ id }) => id)).toEqual([other.id]);
			expect(n8n.engine.takeLog().join('\n')).toMatch(/warn Mercado Libre does not know/);
		},
	);

	test('onUnknown: item', async () => {
		const trigger = await switchedOn({ options: { onUnknown: 'item' } });
		const notification = trigger.about('0123456789abcdef0123456789abcdef');
		await trigger.post(notification);
		await started(trigger, 1);
		expect(trigger.items).toEqual([
			{
				error: expect.any(String),
				message: expect.stringContaining('[Mercado Libre: 400'),
				notification,
			},
		]);
	});

	test('a message that is not readable yet is handed out when it is', async () => {
		const trigger = await switchedOn();
		n8n.control.setLag({});
		const { id } = write();
		n8n.control.clearRequests();
		await trigger.post(trigger.about(id));
		await until(() => n8n.asked().length >= 2);
		n8n.control.releaseLag();
		await started(trigger, 1);
		expect(trigger.items.map((item) => item.id)).toEqual([id]);
	});

	test('of another seller: nothing, whatever the notification says', async () => {
		const trigger = await switchedOn();
		const { id } = n8n.control.buyerWrites({ packId: ++packs, sellerId: LOCAL_SELLER, text: 'x' });
		await trigger.post(trigger.about(id));
		const other = write();
		await trigger.post(trigger.about(other.id));
		await started(trigger, 1);
		expect(trigger.items.map((item) => item.id)).toEqual([other.id]);
	});

	test('a failure is told in an item with the notification', async () => {
		const trigger = await switchedOn();
		n8n.control.addFault({
			match: { path: '/marketplace/messages/' },
			kind: 'status',
			status: 503,
			times: 0,
		});
		const { id } = write();
		const notification = trigger.about(id);
		expect((await trigger.post(notification)).status).toBe(200);
		await started(trigger, 1);
		expect(trigger.items).toEqual([
			{
				error: expect.any(String),
				message: expect.stringContaining('[Mercado Libre: 503'),
				notification,
			},
		]);
		// Told of again, it is read again.
		n8n.control.clearFaults();
		await trigger.post(notification);
		await started(trigger, 2);
		expect(trigger.items[1]).toMatchObject({ id });
	});

	test('onUnreadable: error makes a failed execution', async () => {
		const trigger = await switchedOn({ options: { onUnreadable: 'error' } });
		n8n.control.addFault({
			match: { path: '/marketplace/messages/' },
			kind: 'dropBefore',
			times: 0,
		});
		await trigger.post(trigger.about(write().id));
		await until(() => trigger.failures.length === 1);
		expect(trigger.items).toEqual([]);
	});

	test('onUnreadable: error is an item where n8n has no failed executions of triggers', async () => {
		const trigger = await switchedOn({ options: { onUnreadable: 'error' }, isOlderN8n: true });
		n8n.control.addFault({
			match: { path: '/marketplace/messages/' },
			kind: 'status',
			status: 503,
			times: 0,
		});
		const notification = trigger.about(write().id);
		await trigger.post(notification);
		await started(trigger, 1);
		expect(trigger.items).toMatchObject([{ error: expect.any(String), notification }]);
		n8n.control.clearFaults();
		const { id } = write();
		await trigger.post(trigger.about(id));
		await started(trigger, 2);
		expect(trigger.items[1]).toMatchObject({ id });
	});

	test.each(['status', 'dropBefore', 'truncated', 'garbage', 'html'] as const)(
		'one failure (%s) is made up for',
		async (kind) => {
			const trigger = await switchedOn();
			n8n.control.addFault({ match: { path: '/marketplace/messages/' }, kind });
			const { id } = write();
			await trigger.post(trigger.about(id));
			await started(trigger, 1);
			expect(trigger.items.map((item) => item.id)).toEqual([id]);
		},
	);

	test('a token that has expired is renewed', async () => {
		const trigger = await switchedOn();
		n8n.control.expireTokens();
		const { id } = write();
		await trigger.post(trigger.about(id));
		await started(trigger, 1);
		expect(trigger.items.map((item) => item.id)).toEqual([id]);
	});
});

describe('where n8n does not run the trigger itself', () => {
	test('a webhook process answers at once, and starts the workflow with what it has read', async () => {
		const trigger = made();
		const { id } = write();
		const { status, items } = await trigger.post(trigger.about(id));
		expect(status).toBe(200);
		expect(items.map(({ json }) => json.id)).toEqual([id]);
		expect((await trigger.post(trigger.about(id))).items).toEqual([]);
		// Another such process knows it from what n8n has saved.
		const { PushedTrigger: Fresh } = await freshProcess();
		const other = new Fresh(n8n, { kept: trigger.kept, workflowId: trigger.workflowId });
		expect((await other.post(other.about(id))).items).toEqual([]);
	});

	test('a failure is told in an item', async () => {
		const trigger = made({ options: { onUnreadable: 'error' } });
		n8n.control.addFault({ match: { path: '/marketplace/messages/' }, kind: 'status', times: 0 });
		const { items } = await trigger.post(trigger.about(write().id));
		expect(items[0].json).toMatchObject({ error: expect.any(String) });
	});

	test("the editor's test run: what the API says, as often as one likes", async () => {
		const trigger = await switchedOn();
		const { id } = write();
		for (let run = 0; run < 2; run++) {
			const { items } = await trigger.post(trigger.about(id), { mode: 'manual' });
			expect(items.map(({ json }) => json.id)).toEqual([id]);
		}
		expect(trigger.items).toEqual([]);
	});
});

test('event notification: the body of any topic, and no request', async () => {
	const trigger = await switchedOn({ event: 'notification' });
	n8n.control.clearRequests();
	const bodies = [
		trigger.notification({ topic: 'questions', resource: '/questions/1', _id: 'q' }),
		trigger.about('abc'),
	];
	for (const body of [...bodies, { ...bodies[0], attempts: 2 }]) {
		expect((await trigger.post(body)).status).toBe(200);
	}
	await trigger.post(trigger.notification({ topic: 'items', resource: '/items/1', user_id: 3 }));
	await started(trigger, 2);
	expect(trigger.items).toEqual(bodies);
	expect(n8n.asked()).toEqual([]);
});

test('a credential that is not connected cannot be switched on', async () => {
	const trigger = made({
		credential: n8n.connect('globalSelling', { oauthTokenData: {} }),
	});
	await expect(trigger.switchOn()).rejects.toThrow('The Mercado Libre account is not connected');
});

test('no secret and no text of a buyer is in the log', async () => {
	const trigger = await switchedOn();
	const { id } = write('globalSelling', { text: 'my secret' });
	await trigger.post(trigger.about(id));
	await trigger.post(trigger.about(id, { user_id: 4 }));
	await trigger.post(trigger.about('0123456789abcdef0123456789abcdef'));
	await started(trigger, 1);
	await until(() => n8n.asked().length >= 6);
	const log = n8n.engine.takeLog().join('\n');
	expect(log).not.toMatch(/APP_USR-|my secret/);
	expect(log).not.toContain(APPLICATION.clientSecret);
});

/** Until it is ended, or a time has passed in which all is done even on a busy machine. */
const oneExecutionAtATime = () => [
	jest.replaceProperty(pauses, 'STARTS_AT_ONCE', 1 as never),
	jest.replaceProperty(pauses, 'UNDER_WAY_MS', 30_000 as never),
];

/** The package as another process loads it: nothing of what this one remembers is in it. */
async function freshProcess(): Promise<{ PushedTrigger: typeof PushedTrigger }> {
	let fresh: { PushedTrigger: typeof PushedTrigger } | undefined;
	await jest.isolateModulesAsync(async () => {
		fresh = await import('../../support/trigger/pushTrigger');
	});
	return fresh!;
}
