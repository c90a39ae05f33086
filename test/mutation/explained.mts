/** A change of the code that no test can tell, or none needs to. */
export interface Explained {
	/** Below nodes/MercadoLibre. */
	file: string;
	/** The line where the change begins. */
	line: string;
	/** What is changed there, and into what; any change of the line where left out. */
	change?: [from: string, to: string];
	why: string;
}

export const EXPLAINED: readonly Explained[] = [
	{
		file: 'api/pacing/pool.ts',
		line: 'private readonly answeredAt: number[] = [];',
		change: ['[]', '["Stryker was here"]'],
		why: 'What is no moment is not of the last minute: it is forgotten before the list is first counted.',
	},
];
