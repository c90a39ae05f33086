// Answers that make no sense: a clear error or a sane result, never a crash, never a loop without end.
import fc from 'fast-check';
import { useHarness } from '../../support/engine/harness';
import { anyValue as any, expectSaneOn } from '../../support/nonsense';
import { OPERATIONS } from '../../support/operations';

const n8n = useHarness();
const expectSane = expectSaneOn(n8n);

// What is nearly right is worse than what is all wrong.
const oneOf = (value: fc.Arbitrary<unknown>) => fc.oneof({ weight: 3, arbitrary: value }, any);
const listOf = (value: fc.Arbitrary<unknown>) => oneOf(fc.array(oneOf(value), { maxLength: 4 }));
const object = (fields: Record<string, fc.Arbitrary<unknown>>) =>
	oneOf(fc.record(fields, { requiredKeys: [] }));

const id = oneOf(fc.constantFrom('1001', 1001, 523132944, '441782523'));
const date = oneOf(fc.constantFrom('2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000-04:00'));
const attachment = object({ filename: any, original_filename: any, type: any, size: any });
const message = object({
	id,
	message_id: any,
	from: object({ user_id: id }),
	to: oneOf(object({ user_id: id })),
	text: oneOf(fc.constantFrom('Hola', { plain: 'Hola' })),
	status: any,
	message_date: object({ created: date, received: date, read: any }),
	message_moderation: object({ status: any, reason: any }),
	message_attachments: listOf(attachment),
	message_resources: listOf(object({ id, name: any })),
});
const messages = object({
	paging: object({ total: oneOf(fc.constantFrom(3, '3', 1e9)), limit: any, offset: any }),
	conversation_status: object({ status: any, substatus: any, claim_ids: any, claim_id: any }),
	messages: listOf(message),
});
const claim = object({
	id,
	status: any,
	stage: any,
	players: listOf(
		object({
			role: any,
			user_id: id,
			available_actions: listOf(object({ action: any, due_date: date })),
		}),
	),
	resolution: any,
});
const claimMessage = object({
	sender_role: any,
	receiver_role: any,
	message: any,
	date_created: date,
	attachments: listOf(attachment),
	message_moderation: object({ status: any, reason: any }),
});

const order = object({
	id,
	pack_id: id,
	status: any,
	status_detail: any,
	date_created: date,
	order_items: listOf(
		object({
			item: object({
				id: any,
				title: any,
				variation_attributes: listOf(object({ name: any, value_name: any })),
			}),
			quantity: any,
			unit_price: any,
		}),
	),
	total_amount: any,
	shipping: object({ id }),
	buyer: object({ id, nickname: any }),
	tags: listOf(any),
	mediations: listOf(object({ id })),
	cancel_detail: object({ description: any, code: any }),
});
const dated = object({ date });
const shipment = object({
	id,
	status: oneOf(fc.constantFrom('shipped', 'delivered')),
	substatus: any,
	logistic: object({ mode: any, type: any }),
	source: object({ site_id: any }),
	tracking_number: any,
	lead_time: object({ estimated_delivery_time: dated, estimated_delivery_extended: dated }),
});

const answers: Record<string, fc.Arbitrary<unknown>> = {
	'conversation.getAll': object({
		results: listOf(object({ resource: any, count: any })),
		userId: id,
		user_id: id,
	}),
	'conversation.markAsRead': messages,
	'conversation.getReasons': object({
		options: listOf(
			object({ id: any, type: any, templates: listOf(object({ id: any })), cap_available: any }),
		),
	}),
	'message.getAll': messages,
	'message.get': fc.oneof(messages, message),
	'claim.get': claim,
	'claim.getAll': object({ paging: object({ total: any }), data: listOf(claim) }),
	'claimMessage.getAll': listOf(claimMessage),
	'claimAttachment.get': attachment,
	'order.get': order,
	'order.getAll': object({
		paging: object({ total: any }),
		results: listOf(object({ id, orders: listOf(object({ id })), shipment: object({ id }) })),
	}),
	'shipment.get': shipment,
};

const reads = OPERATIONS.filter(({ operation }) => operation in answers);

async function answered(operation: (typeof OPERATIONS)[number], body: unknown, simplify: boolean) {
	n8n.reset();
	const { parameters } = await operation.prepare(n8n, 'globalSelling');
	n8n.account('globalSelling');
	n8n.control.addFault({
		match: operation.match,
		kind: 'status',
		status: 200,
		body: body === undefined ? 'null' : body,
		times: 0,
	});
	return await n8n.run(operation.operation, { ...parameters, simplify });
}

describe('an answer that is nearly right', () => {
	test.each(reads)('$name', async (operation) => {
		await fc.assert(
			fc.asyncProperty(answers[operation.operation], fc.boolean(), async (body, simplify) => {
				expectSane(await answered(operation, body, simplify));
			}),
			{ numRuns: 60 },
		);
	});
});

describe('an answer of any kind', () => {
	test.each(reads)('$name', async (operation) => {
		const anything = fc.oneof(
			fc.json(),
			fc.string({ unit: 'binary' }),
			fc.constantFrom('', '{', 'null', '<html>'),
		);
		await fc.assert(
			fc.asyncProperty(anything, async (body) => {
				expectSane(await answered(operation, body, true));
			}),
			{ numRuns: 25 },
		);
	});
});

describe('what is told of a shipment in other places, of any kind', () => {
	const parts = fc.oneof(
		object({ name: any, url: any, expected_date: any, delays: listOf(any), history: listOf(any) }),
		listOf(object({ status: any, substatus: any, date: any })),
	);
	const operation = reads.find((read) => read.operation === 'shipment.get')!;

	test.each(['carrier', 'sla', 'delays', 'history', 'lead_time'])('%s', async (part) => {
		await fc.assert(
			fc.asyncProperty(parts, async (body) => {
				n8n.reset();
				n8n.control.setBehaviour({ leadTime: 'apart' });
				const { parameters } = await operation.prepare(n8n, 'local');
				n8n.control.addFault({
					match: { path: `/${part}$` },
					kind: 'status',
					status: 200,
					body: body === undefined ? 'null' : body,
					times: 0,
				});
				const options = { includeHistory: true };
				const run = await n8n.run('shipment.get', { ...parameters, options }, { account: 'local' });
				expectSane(run);
			}),
			{ numRuns: 20 },
		);
	});
});

describe('an answer that hides a loss', () => {
	test.each([
		['conversation.getAll', {}],
		['conversation.getAll', { results: null }],
		['message.getAll', {}],
		['message.getAll', { paging: { total: 3 }, messages: null }],
		['message.get', {}],
		['message.get', { messages: [] }],
		['conversation.getReasons', {}],
		['claim.get', {}],
		['claim.getAll', { paging: { total: 1 } }],
		['claimMessage.getAll', {}],
		['claimAttachment.get', {}],
		['order.get', {}],
		['order.getAll', { paging: { total: 1 } }],
		['shipment.get', {}],
	])('%s %j is an error', async (name, body) => {
		const operation = reads.find((read) => read.operation === name)!;
		const run = await answered(operation, body, true);
		expect(run.failure.message).toMatch(/makes no sense/i);
	});

	test('the same page again and again', async () => {
		const operation = reads.find((read) => read.operation === 'message.getAll')!;
		const page = {
			paging: { total: 500 },
			messages: Array.from({ length: 50 }, (_, i) => ({ id: `m${i}`, text: 'x' })),
		};
		const run = await answered(operation, page, true);
		expect(run.failure.message).toMatch(/repeated a page/i);
	});
});

describe('the answer to a send', () => {
	const sends = OPERATIONS.filter(({ kind }) => kind !== 'read');

	test.each(sends)('$name: whatever it is, it was sent once', async (operation) => {
		await fc.assert(
			fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
				n8n.reset();
				const { parameters, items } = await operation.prepare(n8n, 'globalSelling');
				n8n.account('globalSelling');
				n8n.control.addFault({ match: operation.match, kind: 'garbage', body, times: 0 });
				const run = await n8n.run(operation.operation, parameters, { items });
				expectSane(run);
				if (operation.effects) expect(operation.effects(n8n)).toBe(1);
			}),
			{ numRuns: 15 },
		);
	});
});
