/** What `promise` comes to; rejects as soon as `signal` aborts, whatever becomes of it then. */
export async function unlessAborted<T>(
	promise: Promise<T>,
	signal: AbortSignal | undefined,
	reason: () => Error,
): Promise<T> {
	let abort: () => void = () => undefined;
	const aborted = new Promise<never>((_, reject) => {
		abort = () => reject(reason());
		if (signal?.aborted) abort();
		signal?.addEventListener('abort', abort);
	});
	return await Promise.race([promise, aborted]).finally(() =>
		signal?.removeEventListener('abort', abort),
	);
}
