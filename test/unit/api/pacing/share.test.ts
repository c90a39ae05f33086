// How much of the limit of 500 a process takes, and how many at once. What comes of it: processes.test.ts.
import { Share } from '../../../../nodes/MercadoLibre/api/pacing/share';

const LIMIT = 500;

/** Lets so many through, of which the first is the `first` of the minute. */
function letThrough(share: Share, count: number, first = 1): void {
	for (let taken = first; taken < first + count; taken++) share.grow(taken);
}

/** From how many on a request is beyond the share. */
function sizeOf(share: Share): number {
	return Array.from({ length: LIMIT + 1 }, (_, taken) => taken).findIndex((taken) =>
		share.isUsed(taken),
	);
}

/** After a minute that is known to be used up, with so many of ours in it. */
function known(size: number): Share {
	const share = new Share(LIMIT);
	expect(share.shrink(size, 2)).toBe(true);
	return share;
}

test('at first it is a fifth, two at once', () => {
	const share = new Share(LIMIT);
	expect(sizeOf(share)).toBe(100);
	expect(share.mostAtOnce(1)).toBe(2);
	expect(share.mostAtOnce(100)).toBe(1);
});

test('one at once is the least', () => {
	expect(new Share(10).mostAtOnce(1)).toBe(1);
});

test('within it, one more at once for each that is let through, at most an eighth of it', () => {
	const share = new Share(LIMIT);
	letThrough(share, 5);
	expect(share.mostAtOnce(5)).toBe(7);
	letThrough(share, 95, 6);
	expect(share.mostAtOnce(99)).toBe(100 / 8);
	expect(sizeOf(share)).toBe(100);
});

test('beyond it, it grows with each, and one more at once for every twelve, at most a sixtieth of the limit', () => {
	const share = new Share(LIMIT);
	letThrough(share, 12, 101);
	expect(sizeOf(share)).toBe(112);
	expect(share.mostAtOnce(112)).toBeCloseTo(2);
	letThrough(share, 300, 113);
	expect(share.mostAtOnce(412)).toBe(LIMIT / 60);
});

test('after a minute without requests it begins with two at once: the others may have come meanwhile', () => {
	const share = new Share(LIMIT);
	letThrough(share, 50);
	expect(share.mostAtOnce(0)).toBe(2);
	expect(share.mostAtOnce(1)).toBe(2);
});

describe('a refusal', () => {
	test.each([
		[200, 200],
		[50, 50],
		[3, 50],
	])('after %i that were let through makes it %i', (taken, size) => {
		const share = new Share(LIMIT);
		share.shrink(taken, 1);
		expect(sizeOf(share)).toBe(size);
	});

	test('lets as few go at once as in the beginning', () => {
		const share = new Share(LIMIT);
		letThrough(share, 150);
		share.shrink(150, 1);
		expect(share.mostAtOnce(1)).toBe(2);
		expect(share.mostAtOnce(150)).toBe(1);
	});

	test.each([
		[450, 1, false],
		[50, 2, true],
		[49, 2, false],
		[25, 3, true],
		[24, 3, false],
	])(
		'after %i, the %i. in a row, says that the minute is used up: %j',
		(taken, inARow, isUsedUp) => {
			expect(new Share(LIMIT).shrink(taken, inARow)).toBe(isUsedUp);
		},
	);

	test('where the share is known and nearly used: the first says so', () => {
		expect(known(100).shrink(90, 1)).toBe(true);
		expect(known(100).shrink(89, 1)).toBe(false);
	});

	test('for another reason does not make that forgotten', () => {
		const share = known(100);
		expect(share.shrink(80, 1)).toBe(false);
		expect(share.shrink(80, 1)).toBe(true);
	});
});
