import { getEventListeners } from 'node:events';
import { unlessAborted } from '../../../../nodes/MercadoLibre/api/sending/unlessAborted';

const reason = () => new Error('too late');

test('what was waited for comes, and leaves nothing behind on the signal', async () => {
	const { signal } = new AbortController();
	let come: (value: string) => void = () => undefined;
	const waiting = unlessAborted(new Promise((resolve) => (come = resolve)), signal, reason);
	expect(getEventListeners(signal, 'abort')).toHaveLength(1);
	come('here');
	expect(await waiting).toBe('here');
	expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('it fails as soon as the signal aborts, before or while it waits', async () => {
	const never = new Promise(() => undefined);
	await expect(unlessAborted(never, AbortSignal.abort(), reason)).rejects.toThrow('too late');
	const controller = new AbortController();
	const waiting = unlessAborted(never, controller.signal, reason);
	controller.abort();
	await expect(waiting).rejects.toThrow('too late');
});

test('without a signal it waits', async () => {
	expect(await unlessAborted(Promise.resolve('here'), undefined, reason)).toBe('here');
});
