// Dates as they come in and go out.

export const toMillis = (value: number | string | undefined, otherwise: number): number => {
	if (value === undefined) return otherwise;
	const millis = typeof value === 'number' ? value : Date.parse(value);
	if (Number.isNaN(millis)) throw new Error(`Not a date: ${value}`);
	return millis;
};

/** Claims give their dates four hours behind UTC. */
export function claimDate(millis: number): string {
	return `${new Date(millis - 4 * 3600_000).toISOString().slice(0, -1)}-04:00`;
}
