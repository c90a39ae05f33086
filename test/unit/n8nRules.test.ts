// Rules of n8n's reviewers that are in n8n's repository (packages/@n8n/eslint-plugin-community-nodes/docs/rules) and not
// yet, or not for fields that are put together by code, in the lint plugin that it publishes.
import type { Icon, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { MercadoLibreOAuth2Api } from '../../credentials/MercadoLibreOAuth2Api.credentials';
import { filesIn, node, notificationTrigger, textOf, trigger } from '../support/words/docs';

const nodes = [node, trigger, notificationTrigger];
const credential = new MercadoLibreOAuth2Api();

/** A field, and those inside it. */
const withInner = (property: INodeProperties): INodeProperties[] => [
	property,
	...(property.type === 'collection'
		? (property.options as INodeProperties[]).flatMap(withInner)
		: []),
];

const fields = nodes.flatMap(({ displayName, properties }) =>
	properties.map((property) => ({ where: `${displayName}, ${property.displayName}`, property })),
);
const allFields = [...fields.map(({ property }) => property), ...credential.properties].flatMap(
	withInner,
);

test('non-required-fields-in-collection: what need not be filled in is in a collection', () => {
	const containers = ['collection', 'fixedCollection', 'notice', 'callout', 'hidden', 'curlImport'];
	const selectors = ['resource', 'operation', 'authentication'];
	const onTop = [
		// n8n's own UX guidelines and lint rules put these three there.
		...['returnAll', 'limit', 'simplify'],
		// Always chosen.
		'reason',
		// What the operation is about: without them nobody would see what it can do.
		...['binaryPropertyNames', 'attachmentFileNames', 'topic', 'role'],
		// One of two, or needed by one kind of account.
		...['text', 'templateId', 'fromHour', 'untilHour', 'siteId'],
	];
	const loose = fields
		.filter(
			({ property: { required, type, name } }) =>
				required !== true && !containers.includes(type) && ![...selectors, ...onTop].includes(name),
		)
		.map(({ where }) => where);
	expect([...new Set(loose)].sort()).toEqual([]);
});

test('a trigger asks for its event', () => {
	const events = [trigger, notificationTrigger].map(({ properties }) =>
		properties.find(({ name }) => name === 'event'),
	);
	expect(events).toEqual(
		Array.from({ length: 2 }, () => expect.objectContaining({ required: true })),
	);
});

test('hint-max-length: 120 characters', () => {
	const hints = allFields.flatMap(({ hint }) => hint ?? []);
	expect(hints.length).toBeGreaterThan(2);
	expect(hints.filter((hint) => hint.length > 120)).toEqual([]);
});

test('no-duplicate-param-options, no-asterisk-in-option-names', () => {
	const twice = (all: unknown[]) => all.filter((one, index) => all.indexOf(one) !== index);
	const choices = allFields.filter(({ type }) => type === 'options' || type === 'multiOptions');
	expect(choices.length).toBeGreaterThan(10);
	for (const { options } of choices) {
		const names = (options as INodePropertyOptions[]).map(({ name }) => name);
		expect(twice(names)).toEqual([]);
		expect(twice((options as INodePropertyOptions[]).map(({ value }) => value))).toEqual([]);
		expect(names.filter((name) => name.includes('*'))).toEqual([]);
	}
	for (const { options } of allFields.filter(({ type }) => type === 'collection')) {
		expect(twice((options as INodeProperties[]).map(({ name }) => name))).toEqual([]);
		expect(twice((options as INodeProperties[]).map(({ displayName }) => displayName))).toEqual([]);
	}
});

test('require-param-default', () => {
	const without = allFields.filter((property) => property.default === undefined);
	expect(without.map(({ name }) => name)).toEqual([]);
});

test('open-ended-node-fields: no field of JSON', () => {
	expect(allFields.filter(({ type }) => type === 'json').map(({ name }) => name)).toEqual([]);
});

test('valid-node-categories, no-codex-subcategories', () => {
	const known = [
		'Analytics',
		'Communication',
		'Data & Storage',
		'Development',
		'Finance & Accounting',
		'Marketing & Content',
		'Miscellaneous',
		'Productivity',
		'Sales',
		'Utility',
	];
	for (const file of filesIn('nodes', '.node.json')) {
		const codex = JSON.parse(textOf(file)) as { categories: string[]; subcategories?: object };
		expect(codex.categories.length).toBeGreaterThan(0);
		expect(codex.categories.filter((category) => !known.includes(category))).toEqual([]);
		expect(codex.subcategories).toBeUndefined();
	}
});

describe('icon-contrast', () => {
	const backgrounds = { light: '#ffffff', dark: '#2b2b2b' };
	// The rule wants 1.5; the WCAG want 3 of graphics.
	const LEAST = 3;

	/** Of "#rrggbb", as the WCAG define it. */
	const luminance = (color: string): number => {
		const [red, green, blue] = [1, 3, 5]
			.map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
			.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const contrast = (one: string, other: string): number => {
		const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
		return (high + 0.05) / (low + 0.05);
	};

	const icons = [...nodes.map(({ icon }) => icon), credential.icon] as Exclude<Icon, string>[];
	const files = (theme: 'light' | 'dark') => [
		...new Set(icons.map((icon) => icon[theme].replace(/^file:(\.\.\/)+/, ''))),
	];

	test.each(['light', 'dark'] as const)('%s', (theme) => {
		const used = files(theme);
		expect(used).toHaveLength(1);
		const colors = [...textOf(used[0]).matchAll(/(?:fill|stroke)="(#[0-9a-f]{6})"/gi)].map(
			([, color]) => color,
		);
		const best = Math.max(...colors.map((color) => contrast(color, backgrounds[theme])));
		expect(best).toBeGreaterThanOrEqual(LEAST);
	});
});
