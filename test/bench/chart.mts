// The chart of the page: bars in panels, drawn by hand, since that is all there is to it. It brings its own ground, dark
// where the reader's system is, so that it can be read on any page.
import type { Panel } from './finding.mts';

const WIDTH = 860;
const MARGIN = 24;
const LABELS = 300;
const VALUES = 80;
const TITLE = 34;
const BAR = 26;
const GAP = 20;

const STYLE = `
	text { font: 14px system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; fill: #1f2328; }
	.title { font-weight: 600; font-size: 15px; }
	.ground { fill: #ffffff; stroke: #d1d9e0; }
	.ours { fill: #1f6feb; }
	.theirs { fill: #9aa4af; }
	@media (prefers-color-scheme: dark) {
		text { fill: #e6edf3; }
		.ground { fill: #0d1117; stroke: #3d444d; }
		.ours { fill: #58a6ff; }
		.theirs { fill: #6e7681; }
	}
`;

const escape = (text: string) =>
	text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

export function drawChart(title: string, panels: Panel[]): string {
	let y = MARGIN;
	const parts: string[] = [];
	const text = (x: number, words: string, attributes = '') =>
		parts.push(`<text x="${x}" y="${y + 16}"${attributes}>${escape(words)}</text>`);
	for (const panel of panels) {
		text(MARGIN, panel.title, ' class="title"');
		y += TITLE;
		const most = Math.max(...panel.bars.map(({ value }) => value));
		const full = WIDTH - 2 * MARGIN - LABELS - VALUES;
		for (const { label, value, told, isOurs } of panel.bars) {
			const width = Math.max(2, Math.round((value / most) * full));
			const left = MARGIN + LABELS;
			text(left - 10, label, ' text-anchor="end"');
			parts.push(
				`<rect x="${left}" y="${y + 2}" width="${width}" height="${BAR - 8}" rx="3" class="${isOurs ? 'ours' : 'theirs'}"/>`,
			);
			text(left + width + 8, told);
			y += BAR;
		}
		y += GAP;
	}
	const height = y - GAP + MARGIN;
	const told = panels
		.map(
			(panel) =>
				`${panel.title}: ${panel.bars.map((bar) => `${bar.label} ${bar.told}`).join(', ')}.`,
		)
		.join(' ');
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title told">
<title id="title">${escape(title)}</title>
<desc id="told">${escape(told)}</desc>
<style>${STYLE}</style>
<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8" class="ground"/>
${parts.join('\n')}
</svg>
`;
}
