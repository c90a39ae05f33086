import type { Resource } from '../../operation/operation';
import { download } from './download.operation';
import { upload } from './upload.operation';

export const attachment: Resource = {
	name: 'Attachment',
	value: 'attachment',
	description: 'Files of messages',
	defaultOperation: upload,
	operations: [download, upload],
};
