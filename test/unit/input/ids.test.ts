import fc from 'fast-check';
import { NodeOperationError } from 'n8n-workflow';
import { pathOf } from '../../../nodes/MercadoLibre/api/endpoint';
import type { Endpoint } from '../../../nodes/MercadoLibre/api/endpoint';
import { checkId } from '../../../nodes/MercadoLibre/input/ids';
import type { IdKind } from '../../../nodes/MercadoLibre/input/ids';
import { ITEM_INDEX, refusalOf, stubContext } from '../../support/stub';

const kinds: Record<IdKind, string> = {
	packId: 'Pack ID',
	sellerId: 'Seller ID',
	buyerId: 'Buyer ID',
	orderId: 'Order ID',
	shipmentId: 'Shipment ID',
	claimId: 'Claim ID',
	messageId: 'Message ID',
	attachmentId: 'Attachment ID',
	fileName: 'Attachment ID',
};
const allKinds = Object.keys(kinds) as IdKind[];

const check = (kind: IdKind, value: unknown) => checkId(stubContext(), kind, value);

test.each([
	['packId', '2000000089077943', '2000000089077943'],
	['packId', 2000000089077943, '2000000089077943'],
	['packId', ' 77 \n', '77'],
	['packId', 0, '0'],
	['messageId', '2d45a5ad186041659e9a608f0c109dff', '2d45a5ad186041659e9a608f0c109dff'],
	['attachmentId', '210438685_59f0f034-db1b.jpg', '210438685_59f0f034-db1b.jpg'],
	['fileName', 'Captura de pantalla.png', 'Captura de pantalla.png'],
	['fileName', '..a', '..a'],
	// As the list of unread conversations, `conversation_status.path` and notifications give them.
	['packId', '/packs/123/sellers/456', '123'],
	['packId', '/packs/123', '123'],
	['packId', '/packs/123/sellers/456/conversations/agent', '123'],
	['packId', '/orders/123', '123'],
	['packId', '/marketplace/orders/123', '123'],
	['packId', ' /marketplace/messages/packs/123 ', '123'],
	['messageId', '/messages/3f6dc7bc', '3f6dc7bc'],
	['messageId', '/marketplace/messages/3f6dc7bc', '3f6dc7bc'],
	['messageId', 52013, '52013'],
	['claimId', 'post-purchase/v1/claims/5294629673', '5294629673'],
	['claimId', '/marketplace/claims/5294629673', '5294629673'],
] as const)('%s %j is %j', (kind, value, id) => {
	expect(check(kind, value)).toBe(id);
});

test.each([
	['packId', '12345678901234567890a'],
	['packId', 2 ** 53],
	['packId', -1],
	['packId', 1.5],
	['packId', NaN],
	['packId', Infinity],
	['packId', '١٢٣'],
	['packId', true],
	['messageId', 'a/b'],
	['messageId', '/messages/a/b'],
	['messageId', '/messages/..'],
	['messageId', '/packs/123'],
	['packId', '/packs/'],
	['packId', '/packs/1/../2'],
	['packId', '/packs/1?x=1'],
	['packId', '/claims/1'],
	['packId', '/users/1/packs/2'],
	['claimId', '/marketplace/orders/1'],
	['attachmentId', '..'],
	['attachmentId', '../users/me'],
	['attachmentId', 'a\nb'],
	['fileName', '\\\\server\\share'],
] as const)('%s %j is refused', (kind, value) => {
	expect(() => check(kind, value)).toThrow(NodeOperationError);
});

test('a number that is not exact is told as such', () => {
	const { message, description } = refusalOf(() => check('packId', 2 ** 60));
	expect(message).toBe('Pack ID is not an exact number');
	expect(description).toMatch(/as a text/);
});

test.each(['', ' \n', undefined, null, true, {}, ['a']])('%j is told to be empty', (value) => {
	for (const kind of allKinds) {
		const { message, description } = refusalOf(() => check(kind, value));
		expect(message).toBe(`${kinds[kind]} is empty`);
		expect(description).toMatch(new RegExp(`^Enter an ID such as \\S+\\.?, .*\\.$`));
	}
});

test('every kind refuses what is none, with the rule, an example that is one, and the value, cut', () => {
	for (const kind of allKinds) {
		const value = '/'.repeat(100);
		const { message, description } = refusalOf(() => check(kind, value));
		expect(message).toMatch(new RegExp(`^${kinds[kind]} must (be|contain only) \\w+`));
		const [, example, given] = /^An example: (\S+)\. .* was "(.*)"\.$/.exec(description) ?? [];
		expect(check(kind, example)).toBe(example);
		expect(given).toBe('/'.repeat(60));
	}
});

test('any value is refused by name, or stays one segment of the path', () => {
	const endpoint = { method: 'GET', globalSelling: '/a/{packId}/b', local: '' } as Endpoint;
	const anyValue = fc.oneof(
		fc.anything(),
		fc.string({ unit: 'binary' }),
		fc.webUrl(),
		fc.constantFrom('../users/me', '..', '.', '%2e%2e', '%2F', '?x', '#x', ';x', '//evil.example'),
	);
	fc.assert(
		fc.property(fc.constantFrom(...allKinds), anyValue, (kind, value) => {
			let id: string;
			try {
				id = check(kind, value);
			} catch (error) {
				expect(error).toBeInstanceOf(NodeOperationError);
				const { message, description, context } = error as NodeOperationError;
				expect(message).toContain(kinds[kind]);
				expect(description).toMatch(/\w/);
				expect(context.parameter).toBe(kind);
				expect(context.itemIndex).toBe(ITEM_INDEX);
				return;
			}
			const url = new URL(
				`https://api.example.com${pathOf({ ...endpoint, globalSelling: `/a/{${kind}}/b` }, 'globalSelling', { [kind]: id })}`,
			);
			expect(url.host).toBe('api.example.com');
			expect(url.pathname.split('/')).toHaveLength(4);
			expect(decodeURIComponent(url.pathname.split('/')[2])).toBe(id);
			expect(url.search + url.hash).toBe('');
		}),
		{ numRuns: 500 },
	);
});
