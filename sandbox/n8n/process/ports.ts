import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

export const HOST = '127.0.0.1';

export async function freePort(): Promise<number> {
	return await listenOnce(0);
}

/** The port that was got; rejects when it is taken. */
export async function listenOnce(port: number): Promise<number> {
	const server = createServer();
	await new Promise<void>((done, failed) => server.once('error', failed).listen(port, HOST, done));
	const { port: got } = server.address() as AddressInfo;
	await new Promise((done) => server.close(done));
	return got;
}
