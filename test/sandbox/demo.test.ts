// What `npm start` shows: buyers at a pace that a person can follow, and commands that do what they say.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf, provocations, secondsAfter } from '../../sandbox/demo/buyers.ts';
import { startSandbox } from '../../sandbox/mercadolibre/server.ts';
import type { RunningSandbox } from '../../sandbox/mercadolibre/server.ts';

/** Who has written what after so many seconds. */
function writtenAfter(seconds: number) {
	const messages = [messageOf(0)];
	for (let at = secondsAfter(0); at <= seconds; at += secondsAfter(messages.length - 1)) {
		messages.push(messageOf(messages.length));
	}
	return messages;
}

test('four buyers have written within the first two minutes', () => {
	expect(new Set(writtenAfter(120).map(({ packId }) => packId)).size).toBe(4);
});

test('after an hour, and after a day, nobody has written more than three messages, and no text twice', () => {
	expect(writtenAfter(3600).length).toBeLessThan(25);
	const byPack = new Map<string, string[]>();
	for (const { packId, text } of writtenAfter(24 * 3600)) {
		byPack.set(packId, [...(byPack.get(packId) ?? []), text]);
	}
	for (const texts of byPack.values()) {
		expect(texts.length).toBeLessThanOrEqual(3);
		expect(new Set(texts).size).toBe(texts.length);
	}
});

describe('the commands that are printed', () => {
	let sandbox: RunningSandbox;

	beforeAll(async () => {
		sandbox = await startSandbox({ seed: false });
		const { packId, buyerId, text } = messageOf(0);
		sandbox.control.buyerWrites({ packId, buyerId, text });
	});
	afterAll(async () => await sandbox.close());

	const { packId } = messageOf(0);
	const run = async (index: number) => {
		const { what, command } = provocations(sandbox.url)[index];
		const { stdout } = await promisify(execFile)('sh', ['-c', command]);
		return { what, answer: JSON.parse(stdout) as Record<string, unknown> | null };
	};
	const conversation = () => sandbox.control.conversation({ packId });

	test('a buyer writes', async () => {
		const { what } = await run(0);
		expect(what).toMatch(/writes/);
		expect(conversation().messages.at(-1)!.text).toBe('Hola, ¿dónde está mi pedido?');
	});

	test('a buyer opens a claim', async () => {
		const { what, answer } = await run(1);
		expect(what).toMatch(/claim/);
		const { sellerId } = conversation();
		expect(answer).toMatchObject({ status: 'opened', players: expect.anything() });
		expect(JSON.stringify(answer)).toContain(String(sellerId));
	});

	test('a buyer blocks messages, and lets them through again', async () => {
		expect((await run(2)).what).toMatch(/blocks/);
		expect(conversation()).toMatchObject({ status: 'blocked', substatus: 'blocked_by_buyer' });
		await run(3);
		expect(conversation()).toMatchObject({ status: 'active' });
	});
});
