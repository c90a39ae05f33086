// The pace at which the workflow is started; time is given.
import { pacedTurns } from '../../../../nodes/MercadoLibre/trigger/push/receiver';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

test('turns come in the order in which they are asked for, each a pause after the one before', async () => {
	const turn = pacedTurns(40);
	const start = Date.now();
	const turns: [string, number][] = [];
	const take = async (name: string) => {
		await turn();
		turns.push([name, Date.now() - start]);
	};
	const taking = ['a', 'b', 'c'].map(take);
	await jest.advanceTimersByTimeAsync(1_000);
	await Promise.all([...taking, take('d')]);
	expect(turns).toEqual([
		['a', 0],
		['b', 40],
		['c', 80],
		['d', 1_000],
	]);
});
