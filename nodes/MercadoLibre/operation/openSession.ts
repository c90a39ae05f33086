import { getAccount } from '../api/account';
import type { ApiContext } from '../api/context';
import type { Session } from '../api/session';
import { ERROR_TABLE } from './errorTable';

/**
 * The session of the account behind the node's credential.
 * @throws NodeOperationError when the credential is not connected or its base URL cannot be used.
 */
export const openSession = async <C extends ApiContext>(
	context: C,
): Promise<Session & { context: C }> => ({
	context,
	account: await getAccount(context),
	errorTable: ERROR_TABLE,
});
