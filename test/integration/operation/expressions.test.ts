import { byId, FAMILIES, useHarness } from '../../support/engine/harness';

const n8n = useHarness();

// An expression that fails is told in n8n's words, not as an answer of Mercado Libre.
test.each(FAMILIES)('one that fails, %s', async (account) => {
	const packId = byId('={{ $("Nobody").item.json.packId }}');
	const { failure } = await n8n.run('message.getAll', { packId }, { account });
	expect(failure.message).toMatch(/node/i);
	expect(`${failure.message} ${failure.description}`).not.toMatch(/Mercado Libre gave an answer/);
	expect(n8n.asked()).toEqual([]);
});

// For workflows the node reads mapped fields itself. As a tool it leaves all of them to n8n, which knows best.
describe('a mapped field is what n8n makes of it', () => {
	const VALUES = [
		1001,
		'1001',
		' 1001 ',
		'',
		'={{ 1001 }}',
		'{{ $json.other }}',
		0,
		1e21,
		null,
		undefined,
		true,
		[1001],
		{ field: '1001' },
		{ __rl: true, mode: 'id', value: '1001' },
	];
	const EXPRESSIONS = [
		'={{ $json.field }}',
		'={{$json.field}}',
		'={{  $json.field  }}',
		'={{ $json.field}} ',
		'={{ $json.field }}{{ $json.field }}',
		'={{ $json.field }}\n',
		'={{\n$json.field\n}}',
		'={{ $json["field"] }}',
		'={{ $json.field.field }}',
		'={{ $json.constructor }}',
		'={{ $json.toString }}',
		'={{ $json.other }}',
		'= {{ $json.field }}',
		'{{ $json.field }}',
	];
	const outcome = async (expression: string, value: unknown, asTool: boolean) => {
		n8n.reset();
		n8n.control.buyerWrites({ packId: 1001, text: 'Hola' });
		const run = await n8n.run(
			'message.send',
			{ packId: byId(expression), text: expression },
			{ items: [{ other: 1001 }, { field: value as string, other: 1001 }], asTool },
		);
		const { message, description } = run.error ?? {};
		return { asked: n8n.asked(), bodies: n8n.bodies(), message, description };
	};
	test.each(EXPRESSIONS)('%j', async (expression) => {
		for (const value of VALUES) {
			const asWorkflow = await outcome(expression, value, false);
			expect({ value, ...asWorkflow }).toEqual({
				value,
				...(await outcome(expression, value, true)),
			});
		}
	});
});
