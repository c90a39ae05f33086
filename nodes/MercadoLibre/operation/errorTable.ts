import { ACCESS_ERRORS } from '../api/errors/accessErrors';
import type { ErrorRow } from '../api/errors/problem';
import { CLAIM_ERRORS } from '../claims/claimErrors';
import { MESSAGE_ERRORS } from '../conversations/words/messageErrors';
import { FILE_ERRORS } from '../files/fileErrors';
import { SALE_ERRORS } from '../sales/saleErrors';

/**
 * What Mercado Libre's pages say of refusals (docs/api.md names them), in words for sellers; the first row that fits
 * wins, so what is about one thing stands before what is about many.
 */
export const ERROR_TABLE: readonly ErrorRow[] = [
	...FILE_ERRORS,
	...MESSAGE_ERRORS,
	...ACCESS_ERRORS,
	...SALE_ERRORS,
	...CLAIM_ERRORS,
];
