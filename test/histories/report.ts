import type { Verdict } from './checker.ts';
import type { Situation, Situations } from './situations.ts';

/** A verdict for people. */
export function report(verdict: Verdict, situations: Situations, unreached: Situation[]): string {
	const { counts, indeterminate, ...classes } = verdict;
	const list = (values: object) =>
		Object.entries(values)
			.map(([name, value]) => `${name} ${value}`)
			.join(', ');
	const findings = Object.entries(classes).flatMap(([name, found]) => [
		`${name}: ${found.length}`,
		...found.map(
			({ what, workflow, message, conversation, why }) =>
				`  ${what} of ${message} in ${conversation} (${workflow}): ${why}`,
		),
	]);
	return [
		list({ ...counts, indeterminate }),
		...findings,
		`situations: ${list(situations)}`,
		...(unreached.length > 0 ? [`never reached: ${unreached.join(', ')}`] : []),
	]
		.map((line) => `  ${line}`)
		.join('\n');
}
