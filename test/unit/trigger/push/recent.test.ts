import { longHash, Recent } from '../../../../nodes/MercadoLibre/trigger/push/recent';

test('the newest are remembered, the oldest forgotten', () => {
	const recent = new Recent(3);
	for (const text of ['a', 'b', 'c', 'a', 'd']) recent.add(text);
	expect(['a', 'b', 'c', 'd'].filter((text) => recent.has(text))).toEqual(['a', 'c', 'd']);
});

test('what is saved is read again, and is older than what is there', () => {
	const before = new Recent(10);
	for (const text of ['a', 'b', 'c']) before.add(text);
	const after = new Recent(3);
	after.add('d');
	after.load(before.save(2));
	expect(['a', 'b', 'c', 'd'].filter((text) => after.has(text))).toEqual(['b', 'c', 'd']);
	after.add('e');
	expect(after.has('b')).toBe(false);
	expect(after.has('d')).toBe(true);
});

test.each([undefined, null, 4, '', ',,', {}])('%j was not saved by us', (saved) => {
	const recent = new Recent(3);
	recent.load(saved);
	expect(recent.has('')).toBe(false);
	expect(recent.has('a')).toBe(false);
});

test.each([undefined, null, '', ',,'])('of %j nothing is kept', (saved) => {
	const recent = new Recent(3);
	recent.load(saved);
	expect(recent.save(3)).toBe('');
	recent.add('a');
	expect(recent.save(3)).toBe(longHash('a'));
});

test('a hundred thousand ids have as many hashes', () => {
	const hashes = new Set(Array.from({ length: 100_000 }, (_, i) => longHash(`message ${i}`)));
	expect(hashes.size).toBe(100_000);
	const halves = ['a', 'b'].map(longHash).flatMap((one) => [one.slice(0, 6), one.slice(6)]);
	expect(new Set(halves).size).toBe(4);
});
