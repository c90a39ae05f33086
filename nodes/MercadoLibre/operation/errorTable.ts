import { ACCESS_ERRORS } from '../api/errors/accessErrors';
import type { ErrorRow } from '../api/errors/problem';
import { CLAIM_ERRORS } from '../claims/claimErrors';
import { MESSAGE_ERRORS } from '../conversations/words/messageErrors';
import { FILE_ERRORS } from '../files/fileErrors';

/** All that the documents say of refusals, in words for sellers; the first row that fits wins. */
export const ERROR_TABLE: readonly ErrorRow[] = [
	...FILE_ERRORS,
	...MESSAGE_ERRORS,
	...ACCESS_ERRORS,
	...CLAIM_ERRORS,
];
