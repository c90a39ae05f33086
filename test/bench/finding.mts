// What a measurement has found, for the terminal, the page and the chart.

export interface Finding {
	title: string;
	/** What was done, in a paragraph. */
	how: string;
	head: string[];
	rows: string[][];
	targets: Target[];
	/** What one sees at a glance. */
	panels?: Panel[];
}

export interface Target {
	/** What was wanted, and what came, in words. */
	words: string;
	isMet: boolean;
}

/** Bars of one unit; the shorter the better, unless the title says otherwise. */
export interface Panel {
	title: string;
	bars: Bar[];
}

export interface Bar {
	label: string;
	value: number;
	/** The value with its unit. */
	told: string;
	/** Whether it is this package's. */
	isOurs: boolean;
}

export function median(values: number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median, and from where to where the rounds went. */
export const spread = (values: number[], digits = 2): string =>
	`${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;

export const seconds = (milliseconds: number[], digits = 2): string =>
	spread(
		milliseconds.map((one) => one / 1_000),
		digits,
	);

/** How many times as much, round by round. */
export const ratios = (more: number[], less: number[]): number[] =>
	more.map((value, round) => value / less[round]);
