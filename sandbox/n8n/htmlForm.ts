import { load } from 'cheerio';

/** Values for a form's fields by name, instead of the ones that the page preselects. */
export type FormChoices = Record<string, string>;

/** What a browser would send when a page's only form is submitted with the Enter key. */
export function readForm(html: string, pageUrl: string, choices: FormChoices) {
	const $ = load(html);
	const form = $('form').first();
	if (form.length === 0) throw new Error(`No form on ${pageUrl}: ${$('body').text().trim().slice(0, 300)}`);
	const fields = Object.fromEntries(form.serializeArray().map(({ name, value }) => [name, value]));
	// Pressing Enter presses the first button.
	const button = form.find('button[name]').first();
	if (button.length > 0) fields[button.attr('name') as string] = button.attr('value') ?? '';
	const unknown = Object.keys(choices).find((name) => form.find(`[name="${name}"]`).length === 0);
	if (unknown !== undefined) throw new Error(`The form on ${pageUrl} has no field "${unknown}"`);
	return {
		method: (form.attr('method') ?? 'get').toUpperCase(),
		action: new URL(form.attr('action') ?? '', pageUrl).href,
		fields: new URLSearchParams({ ...fields, ...choices }),
	};
}
