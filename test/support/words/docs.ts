// What the READMEs and the pages of docs/ say, and the names that the product has, for the tests that compare the two.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type {
	INodeProperties,
	INodePropertyCollection,
	INodePropertyOptions,
	INodeTypeDescription,
} from 'n8n-workflow';
import { MercadoLibreOAuth2Api } from '../../../credentials/MercadoLibreOAuth2Api.credentials';
import { MercadoLibre } from '../../../nodes/MercadoLibre/MercadoLibre.node';
import { MercadoLibreNotificationTrigger } from '../../../nodes/MercadoLibre/MercadoLibreNotificationTrigger.node';
import { MercadoLibreTrigger } from '../../../nodes/MercadoLibre/MercadoLibreTrigger.node';

export const ROOT = join(__dirname, '../../..');

export const READMES = ['README.md', 'docs/README.es.md', 'docs/README.pt-BR.md'];

/** All files below a folder whose name ends so, by their path from the project's folder. */
export const filesIn = (folder: string, end: string): string[] =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith(end) && !file.includes('node_modules'))
		.map((file) => join(folder, file))
		.sort();

export const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Every page that people read. */
export const PAGES = [
	'README.md',
	'CHANGELOG.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
	...filesIn('docs', '.md'),
];

/** The pages for sellers, in all languages: those of docs/ that exist in Spanish, and their READMEs. */
export const SELLERS_PAGES = [
	...READMES,
	...filesIn('docs/es', '.md').flatMap((file) =>
		['docs', 'docs/es', 'docs/pt-BR'].map((folder) => join(folder, relative('docs/es', file))),
	),
];

/** Without blocks of code, which are quoted as they are. */
export const prose = (page: string): string => textOf(page).replace(/^```[^]*?^```$/gm, '');

export const allMatches = (text: string, pattern: RegExp): string[] =>
	[...text.matchAll(pattern)].map(([, found]) => found);

/** A link of a page, as a path from the project's folder, with its anchor. */
export function targetOf(page: string, link: string): { file: string; anchor?: string } {
	const [path, anchor] = link.split('#');
	return { file: path === '' ? page : join(dirname(page), path), anchor };
}

export const node: INodeTypeDescription = new MercadoLibre().description;
export const trigger: INodeTypeDescription = new MercadoLibreTrigger().description;
export const notificationTrigger: INodeTypeDescription = new MercadoLibreNotificationTrigger()
	.description;

type Named = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** What a field, its options and theirs are called on the screen. */
export function namesOf(property: Named): string[] {
	const own = 'displayName' in property ? property.displayName : property.name;
	const inner = [
		...('options' in property ? (property.options ?? []) : []),
		...('values' in property ? property.values : []),
	] as Named[];
	return [own, ...inner.flatMap(namesOf)];
}

/** Everything of this package that is on the screen by name. */
export const namesOnScreen = (): Set<string> =>
	new Set([
		...[node, trigger, notificationTrigger].flatMap(({ displayName, properties }) => [
			displayName,
			...properties.flatMap(namesOf),
		]),
		...new MercadoLibreOAuth2Api().properties.flatMap(namesOf),
	]);

/** The names of a node's options, those of the collection "Options". */
export const optionsOf = ({ properties }: INodeTypeDescription): string[] =>
	properties
		.filter(({ name }) => name === 'options')
		.flatMap(({ options }) => (options as INodeProperties[]).map(({ displayName }) => displayName));

/** "Message > Send" and so on, of all operations. */
export const operations = (): string[] => {
	const [resource] = node.properties;
	return (resource.options as INodePropertyOptions[]).flatMap(({ name, value }) =>
		node.properties
			.filter(
				(property) =>
					property.name === 'operation' &&
					property.displayOptions?.show?.resource?.includes(String(value)),
			)
			.flatMap(({ options }) =>
				(options as INodePropertyOptions[]).map((operation) => `${name} > ${operation.name}`),
			),
	);
};
