// In which order and how many at once the workflow is started; time is given.
import { limitedTurns } from '../../../../nodes/MercadoLibre/trigger/push/receiver';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Turns that note who got one, and how to end it. */
function taking(atOnce: number, ms: number) {
	const turn = limitedTurns(atOnce, ms);
	const taken: string[] = [];
	const ends = new Map<string, () => void>();
	const take = async (...names: string[]) => {
		for (const name of names) {
			void turn().then((end) => {
				taken.push(name);
				ends.set(name, end);
			});
		}
		await pass(0);
	};
	const end = async (name: string) => {
		ends.get(name)!();
		await pass(0);
	};
	return { taken, take, end };
}

const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

test('so many turns at once, the others when one ends, in the order in which they were asked for', async () => {
	const { taken, take, end } = taking(2, 200);
	await take('a', 'b', 'c', 'd');
	expect(taken).toEqual(['a', 'b']);
	await end('b');
	expect(taken).toEqual(['a', 'b', 'c']);
	await take('e');
	await end('a');
	await end('c');
	expect(taken).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a turn that does not end holds up the next one for its time', async () => {
	const { taken, take } = taking(2, 200);
	await take('a', 'b', 'c', 'd', 'e');
	await pass(199);
	expect(taken).toEqual(['a', 'b']);
	await pass(1);
	expect(taken).toEqual(['a', 'b', 'c', 'd']);
	await pass(200);
	expect(taken).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a turn that ends twice, or after its time, makes room for one', async () => {
	const { taken, take, end } = taking(1, 200);
	await take('a', 'b', 'c', 'd');
	await end('a');
	await end('a');
	expect(taken).toEqual(['a', 'b']);
	await pass(200);
	expect(taken).toEqual(['a', 'b', 'c']);
	await end('b');
	expect(taken).toEqual(['a', 'b', 'c']);
});
