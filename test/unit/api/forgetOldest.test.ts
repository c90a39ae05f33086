import { forgetOldest } from '../../../nodes/MercadoLibre/api/forgetOldest';

test.each([
	[2, ['c', 'd']],
	[4, ['a', 'b', 'c', 'd']],
	[9, ['a', 'b', 'c', 'd']],
	[0, []],
])('of four the newest %i stay', (most, left) => {
	const set = new Set(['a', 'b', 'c', 'd']);
	forgetOldest(set, most);
	expect([...set]).toEqual(left);
	const map = new Map(['a', 'b', 'c', 'd'].map((key) => [key, 1]));
	forgetOldest(map, most);
	expect([...map.keys()]).toEqual(left);
});
