/** Values for a form's fields by name, instead of the ones that the page preselects. */
export type FormChoices = Record<string, string>;

/**
 * What a browser would send when the only form of a page is submitted with the Enter key. It understands as much HTML
 * as the sandbox's authorization page has: quoted attributes, inputs, selects (their first option), buttons (the first).
 */
export function readForm(html: string, pageUrl: string, choices: FormChoices) {
	const [, formTag, content] = /<form\b([^>]*)>(.*?)<\/form>/is.exec(html) ?? [];
	if (content === undefined)
		throw new Error(`No form on ${pageUrl}: ${html.replace(/<[^>]*>/g, ' ').slice(0, 500)}`);
	const preselected: Record<string, string> = {};
	for (const [, tag] of content.matchAll(/<input\b([^>]*)>/gi))
		preselected[attribute(tag, 'name')] = attribute(tag, 'value');
	for (const [, tag, options] of content.matchAll(/<select\b([^>]*)>(.*?)<\/select>/gis)) {
		preselected[attribute(tag, 'name')] = attribute(options, 'value');
	}
	const button = /<button\b([^>]*)>/i.exec(content)?.[1] ?? '';
	if (attribute(button, 'name'))
		preselected[attribute(button, 'name')] = attribute(button, 'value');

	const unknown = Object.keys(choices).find((name) => !(name in preselected));
	if (unknown !== undefined) throw new Error(`The form on ${pageUrl} has no field "${unknown}"`);
	return {
		method: (attribute(formTag, 'method') || 'get').toUpperCase(),
		action: new URL(attribute(formTag, 'action'), pageUrl).href,
		fields: new URLSearchParams({ ...preselected, ...choices }),
	};
}

/** Of the first tag in the text that has it. */
function attribute(tag: string, name: string): string {
	const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? '';
	return value
		.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&amp;/g, '&');
}
