import './globalSetup.ts';

export default async function globalTeardown(): Promise<void> {
	await globalThis.sharedStage?.close();
}
