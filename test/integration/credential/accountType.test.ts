// A credential whose "Account Type" is not that of the connected account: it looks connected, and finds nothing.
import { byId, GLOBAL_SELLER, LOCAL_SELLER, useHarness } from '../../support/engine/harness';
import { PolledTrigger } from '../../support/trigger/triggerPolls';

const n8n = useHarness();

const asGlobal = () => n8n.connect('globalSelling', { userId: LOCAL_SELLER });
const asLocal = () => n8n.connect('local', { userId: GLOBAL_SELLER });

const checks = () => n8n.control.requests().filter(({ path }) => path === '/users/me').length;

const WRONG = '"Account Type" of the credential is wrong';

test.each([
	['conversation.getAll', {}],
	['conversation.get', { packId: byId('2000000089077943') }],
	['message.send', { packId: byId('2000000089077943'), text: 'Hello' }],
	['message.send', { packId: byId('404404'), text: 'Hello' }],
])('a local account in the API of Global Selling: %s', async (operation, parameters) => {
	const { failure } = await n8n.run(operation, parameters, { credential: asGlobal() });
	expect(failure.message).toBe(WRONG);
	expect(failure.description).toMatch(
		/account is a local one of Brazil\..*choose "Local \(One Country\)" and Brazil/,
	);
});

test('an account of Global Selling in the local API', async () => {
	const { failure } = await n8n.run(
		'message.getAll',
		{ packId: byId('404404') },
		{ credential: asLocal() },
	);
	expect(failure.message).toBe(WRONG);
	expect(failure.description).toMatch(/account is of Global Selling\..*choose "Global Selling/);
});

test('asked once for many items, and not at all where nothing is refused', async () => {
	await n8n.run('conversation.getAll');
	expect(checks()).toBe(0);

	n8n.control.createSeller({ userId: 7001, siteId: 'MLA' });
	const run = await n8n.run(
		'message.getAll',
		{ packId: byId('404404') },
		{
			credential: n8n.connect('globalSelling', { userId: 7001 }),
			items: Array.from({ length: 20 }, () => ({})),
			node: { onError: 'continueRegularOutput' },
		},
	);
	expect(run.items.map(({ message }) => message)).toEqual(
		Array.from({ length: 20 }, () => expect.stringMatching(/a local one of Argentina/)),
	);
	expect(checks()).toBe(1);
});

test('the right type: the refusal keeps its own words', async () => {
	const { failure } = await n8n.run('message.getAll', { packId: byId('404404') });
	expect(failure.message).toBe('No pack or order has this ID');
});

test.each(['refused', 'empty'] as const)(
	'a trigger that is switched on says it, where the list is %s',
	async (localAtGlobal) => {
		n8n.control.setBehaviour({ localAtGlobal });
		const trigger = new PolledTrigger(n8n, { credential: asGlobal() });
		await expect(trigger.poll()).rejects.toThrow(WRONG);
	},
);
