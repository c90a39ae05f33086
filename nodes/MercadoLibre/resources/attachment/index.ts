import type { Resource } from '../../operation/operation';
import { download } from './download.operation';
import { upload } from './upload.operation';

export const attachment: Resource = {
	name: 'Attachment',
	value: 'attachment',
	operations: [download, upload],
};
