import type { Account } from '../../../../nodes/MercadoLibre/api/account';
import { inTurn } from '../../../../nodes/MercadoLibre/api/pacing/turns';

const account = (apiBaseUrl = 'https://api.example.com') => ({ apiBaseUrl }) as Account;

/** Sends that last until they are told to end. */
function sends() {
	const started: string[] = [];
	const endings = new Map<string, { end: (value: string) => void; fail: (error: Error) => void }>();
	const send = (name: string) => () => {
		started.push(name);
		return new Promise<string>((end, fail) => endings.set(name, { end, fail }));
	};
	return { started, send, end: (name: string) => endings.get(name)!.end(name), endings };
}

/** Long enough for all that is ready to begin. */
const moment = async () => await new Promise((resolve) => setImmediate(resolve));

test('one conversation: the next begins when the last has ended, in order', async () => {
	const { started, send, end } = sends();
	const all = ['a', 'b', 'c'].map((name) => inTurn(account(), '77', send(name)));
	await moment();
	expect(started).toEqual(['a']);
	end('a');
	await moment();
	expect(started).toEqual(['a', 'b']);
	end('b');
	await moment();
	end('c');
	expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
});

test('a failure is told to whom it concerns, and holds up nobody', async () => {
	const { started, send, end, endings } = sends();
	const first = inTurn(account(), '77', send('a'));
	const second = inTurn(account(), '77', send('b'));
	await moment();
	endings.get('a')!.fail(new Error('refused'));
	await expect(first).rejects.toThrow('refused');
	await moment();
	expect(started).toEqual(['a', 'b']);
	end('b');
	expect(await second).toBe('b');
});

test('nothing is kept of a conversation when its last send has ended', async () => {
	const forgotten = jest.spyOn(Map.prototype, 'delete');
	const { send, end } = sends();
	const all = ['a', 'b'].map((name) => inTurn(account(), '77', send(name)));
	await moment();
	end('a');
	await moment();
	expect(forgotten).not.toHaveBeenCalledWith('https://api.example.com 77');
	end('b');
	await Promise.all(all);
	await moment();
	expect(forgotten).toHaveBeenCalledWith('https://api.example.com 77');
	forgotten.mockRestore();
});

test('others do not wait: another conversation, another address', async () => {
	const { started, send, end } = sends();
	const all = [
		inTurn(account(), '77', send('a')),
		inTurn(account(), '78', send('b')),
		inTurn(account('https://gateway.example.com'), '77', send('c')),
	];
	await moment();
	expect(started).toEqual(['a', 'b', 'c']);
	for (const name of started) end(name);
	await Promise.all(all);
});

test('one that comes later waits for those before it, those that came while one was sent too', async () => {
	const { started, send, end } = sends();
	const first = inTurn(account(), '77', send('a'));
	await moment();
	const second = inTurn(account(), '77', send('b'));
	end('a');
	await first;
	await moment();
	const third = inTurn(account(), '77', send('c'));
	await moment();
	expect(started).toEqual(['a', 'b']);
	end('b');
	await second;
	await moment();
	expect(started).toEqual(['a', 'b', 'c']);
	end('c');
	await third;
});
