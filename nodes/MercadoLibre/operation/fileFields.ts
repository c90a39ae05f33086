import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { GLOBAL_SELLING_SITES, siteOptions, SITES } from '../input/sites';

const otherSites = Object.keys(SITES).filter(
	(siteId) => !(GLOBAL_SELLING_SITES as readonly string[]).includes(siteId),
) as (keyof typeof SITES)[];

/** The countries of Global Selling first: a cross-border seller has only these. */
export const siteChoices: INodePropertyOptions[] = [
	...siteOptions(GLOBAL_SELLING_SITES),
	...siteOptions(otherSites),
];

export const siteIdOption: INodeProperties = {
	displayName: 'Site ID',
	name: 'siteId',
	type: 'options',
	options: [{ name: 'Country of the Sale', value: '' }, ...siteChoices],
	default: '',
	description:
		'The country of the sale, where nothing else tells it. When not chosen: that of the credential (local accounts), or that of the message or conversation that comes in (Global Selling; MLM, MLB, MCO or MLC).',
};

/** Where the country stood before it went under Options: what saved workflows hold still counts. */
export const siteIdBefore: INodeProperties = {
	displayName: 'Site ID',
	name: 'siteId',
	type: 'hidden',
	default: '',
};

/** `limits` says which files are taken. */
export const inputFileField = (limits: string): INodeProperties => ({
	displayName: 'Input Binary Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	description: 'The name of the input field that holds the file',
	hint: limits,
});

export const outputBinaryPropertyName: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the output field that will hold the file',
};

/** Where the node is an agent's tool: files go along with items, and an agent has none. */
const toolNotice = (displayName: string): INodeProperties => ({
	displayName,
	name: 'toolNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { '@tool': [true] } },
});

export const noFileToUpload = toolNotice(
	'An AI agent has no files: as its tool, this operation has nothing to upload. Upload the file in a step before the agent, and give the agent its ID.',
);

export const noFileToUse = toolNotice(
	'An AI agent hears the name, type and size of the file, and cannot look into it. To use the file, download it in a step after the agent.',
);

export const fileNameOption: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. invoice.pdf',
	description:
		'The name under which the buyer sees the file; the name of the input file when empty',
};

export const cleanFileNameOption: INodeProperties = {
	displayName: 'Clean File Names',
	name: 'cleanFileName',
	type: 'boolean',
	default: true,
	description:
		'Whether names that Mercado Libre refuses are made acceptable: paths and what is too long are cut, in claims also accents and special characters replaced. If switched off, a file with such a name is refused.',
};

export const outputFileNameOption: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. invoice.pdf',
	description:
		'The name of the downloaded file; when empty, the original name where it is known, else the ID',
};

export const allowThreatOption: INodeProperties = {
	displayName: 'Allow Potential Security Threat',
	name: 'allowSecurityThreat',
	type: 'boolean',
	default: false,
	description:
		'Whether to download a file that Mercado Libre flags as potentially harmful. The flag is known when the input item is the message that carries the file.',
};

/** `limits` says which files are taken. */
export const filesToAttachField = (limits: string): INodeProperties => ({
	displayName: 'Files to Attach',
	name: 'binaryPropertyNames',
	type: 'string',
	default: '',
	placeholder: 'e.g. data,invoice',
	description:
		'The names of the input fields that hold the files, separated by commas. The files are uploaded first and then sent with the message; if one of them cannot be uploaded, no message is sent. Not in a tool of an AI agent, which has no files.',
	hint: limits,
});

export const claimFileName: INodeProperties = {
	displayName: 'Attachment ID',
	name: 'fileName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 1517482146_31489bf8-95e3-….png',
	description: 'The "attachmentId" of an attachment, as Claim Message > Get Many returns it',
};
