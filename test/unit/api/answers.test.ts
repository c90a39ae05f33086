import fc from 'fast-check';
import {
	codeText,
	fieldOf,
	idText,
	inOrderOfTime,
	isListOfObjects,
	isObject,
	numberOf,
	objectsIn,
	timeText,
} from '../../../nodes/MercadoLibre/api/answers';

const noObjects: [unknown][] = [[null], [undefined], ['text'], [''], [7], [true], [[]], [[{}]]];

test.each(noObjects)('%j is no object, and has no field', (value) => {
	expect(isObject(value)).toBe(false);
	expect(fieldOf(value, 'length')).toBeUndefined();
});

test.each([
	[7, 7],
	['7', 7],
	['1e3', 1000],
	[NaN, 0],
	['', 0],
	['seven', 0],
	[null, 0],
	[undefined, 0],
	[true, 0],
	[[7], 0],
	[{ toString: 0 }, 0],
])('%j as a number is %j', (value, expected) => {
	expect(numberOf(value)).toBe(expected);
});

test('an object, and its field', () => {
	expect(isObject({})).toBe(true);
	expect(fieldOf({ id: 7 }, 'id')).toBe(7);
	expect(fieldOf({ id: 7 }, 'name')).toBeUndefined();
});

test('a list of objects: every entry is one', () => {
	expect(isListOfObjects([])).toBe(true);
	expect(isListOfObjects([{}, { id: 7 }])).toBe(true);
	for (const other of [null, undefined, {}, 'text', [{}, null], ['a'], [[]]]) {
		expect(isListOfObjects(other)).toBe(false);
	}
});

test('the objects of a list, none when it is no list', () => {
	const mixed = [{ id: 1 }, null, 'text', { id: 2 }] as { id: number }[];
	expect(objectsIn(mixed)).toEqual([{ id: 1 }, { id: 2 }]);
	for (const none of [null, undefined, {} as never, 'text' as never]) {
		expect(objectsIn(none)).toEqual([]);
	}
});

test.each([
	[77, '77'],
	['77', '77'],
	[0, '0'],
	['', null],
	[null, null],
	[undefined, null],
	[true, null],
	[{}, null],
	[['77'], null],
])('the id %j is %j', (value, text) => {
	expect(idText(value)).toBe(text);
});

test.each([
	['CLAIM', 'claim'],
	['blocked_By_Time', 'blocked_by_time'],
	['', null],
	[7, null],
	[null, null],
	[undefined, null],
	[['A'], null],
])('the code %j is %j', (value, text) => {
	expect(codeText(value)).toBe(text);
});

test.each([
	['2024-05-01T10:00:00Z', '2024-05-01T10:00:00.000Z'],
	['2024-05-01T10:00:00.400-04:00', '2024-05-01T14:00:00.400Z'],
	[1714557600000, '1714557600000'],
	['yesterday', 'yesterday'],
	['', null],
	[null, null],
	[undefined, null],
])('the time %j is %j', (value, text) => {
	expect(timeText(value)).toBe(text);
});

describe('oldest first', () => {
	interface Entry {
		at: number;
		name: string;
	}
	const ordered = (list: Entry[]) =>
		inOrderOfTime(list, ({ at }) => at)
			.map(({ name }) => name)
			.join('');
	const entries = (...all: [name: string, at: number][]) => all.map(([name, at]) => ({ name, at }));

	test.each([
		['newest first', entries(['c', 3], ['b', 2], ['a', 1]), 'abc'],
		['oldest first', entries(['a', 1], ['b', 2], ['c', 3]), 'abc'],
		['in no order', entries(['b', 2], ['c', 3], ['a', 1]), 'abc'],
		[
			'newest first with two of one second',
			entries(['d', 3], ['c', 2], ['b', 2], ['a', 1]),
			'abcd',
		],
		[
			'oldest first with two of one second',
			entries(['a', 1], ['b', 2], ['c', 2], ['d', 3]),
			'abcd',
		],
		['in no order with two of one second', entries(['d', 4], ['b', 2], ['c', 2], ['e', 5]), 'bcde'],
		['all of one second, the API lists the newest first', entries(['b', 1], ['a', 1]), 'ab'],
		['one', entries(['a', 1]), 'a'],
		['none', [], ''],
	])('%s', (_, list, expected) => {
		expect(ordered(list)).toBe(expected);
	});

	test('of any list: nothing is lost, and the list itself stays as it is', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (list) => {
				const before = [...list];
				const result = inOrderOfTime(list, (at) => at);
				expect(list).toEqual(before);
				expect(result).toEqual(before.sort((a, b) => a - b));
			}),
		);
	});
});

describe('timeText', () => {
	test.each([
		['2024-08-22T17:31:37.000-04:00', '2024-08-22T21:31:37.000Z'],
		['2024-08-22T21:31:37Z', '2024-08-22T21:31:37.000Z'],
		['soon', 'soon'],
		['', null],
		[null, null],
		[undefined, null],
		[{}, null],
		// Found by the random answers of the integration tests.
		[[{ toString: 0 }], null],
	])('%j is %j', (value, text) => {
		expect(timeText(value)).toBe(text);
	});
});
