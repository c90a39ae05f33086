import type { Resource } from '../../operation/operation';
import { download } from './download.operation';
import { get } from './get.operation';
import { upload } from './upload.operation';

export const claimAttachment: Resource = {
	name: 'Claim Attachment',
	value: 'claimAttachment',
	description: 'Files of claim messages',
	defaultOperation: download,
	operations: [download, get, upload],
};
