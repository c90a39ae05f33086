import type { ErrorRow } from '../api/errors/problem';

/** Attachments of messages: documents 000, 001, 002, and the local page of 2026-04-27 (422, 48 hours). */
export const FILE_ERRORS: readonly ErrorRow[] = [
	{
		says: /attach\w* (empty or null|vazio ou nulo|is empty)/i,
		title: 'The file is empty',
		cure: 'Attach a file that has content: look at the binary field that comes into this node.',
	},
	{
		says: /file name cannot include characters/i,
		title: 'Mercado Libre refuses the file name',
		cure: 'Remove the characters / and \\ from the file name.',
	},
	{
		says: /exceeds 25 ?mb|bigger than 25 ?mb/i,
		title: 'The file is larger than 25 MB',
		cure: 'Reduce the file to under 25 MB, for example by compressing its pictures.',
	},
	{
		says: /allowed number of attachments/i,
		title: 'The message has more than 25 attachments',
		cure: 'Send at most 25 files in a message; put the others into a second message.',
	},
	{
		says: /original_filename exceeded/i,
		title: 'The file name is too long',
		cure: 'Shorten the file name to at most 200 characters.',
	},
	{
		says: /mime ?type|file type|extension/i,
		status: 400,
		title: 'Mercado Libre does not accept this type of file',
		cure: 'Convert the file to JPG, PNG, PDF or TXT.',
	},
	{
		says: /attachment key is invalid/i,
		title: 'Mercado Libre does not know one of the attachments',
		cure: 'Use the "id" that Attachment > Upload returns. A stored file of a local account that is not sent within 48 hours is deleted: upload it again.',
	},
	{
		says: /requested file could not be obtained|file can ?not be accessed/i,
		title: 'Mercado Libre cannot hand out the file now',
		cure: 'Try again in a few minutes. If it goes on, check that the attachment ID is the "attachmentId" of an attachment and that the site ID is the one of the sale.',
	},
	{
		says: /file can ?not be saved/i,
		title: 'Mercado Libre could not store or hand out the file',
		cure: 'The fault is at Mercado Libre (it says so of uploads and of downloads): try again in a few minutes. If a download goes on failing, check that the attachment ID is the "attachmentId" of an attachment.',
	},
	{
		// "to.site_id" is a field of a message, not of a file.
		says: /(?<!to\.)site_id'? (is required|has an invalid value)|invalid site/i,
		title: 'The site ID is missing or wrong',
		cure: 'Choose the country of the sale in "Site ID" (such as MLM, MLB, MCO or MLC).',
	},
];
