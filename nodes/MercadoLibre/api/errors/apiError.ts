import { NodeApiError } from 'n8n-workflow';
import { itemIndexOf } from '../context';
import type { Session } from '../session';
import type { ApiProblem } from './problem';
import { wordsFor } from './statusWords';

const MOST_WORDS = 12;

/** A single word, such as "forbidden", is a code and says nothing; many words are read below the title. */
const isTitle = (message: string): boolean => {
	const words = message.trim().split(/\s+/).length;
	return words > 1 && words <= MOST_WORDS;
};

/**
 * The error that n8n shows for a problem of the API: what happened, what to do, and the API's own code.
 * @param explanation replaces the table's title and cure when the caller knows more
 */
export function apiError(
	{ context, errorTable }: Session,
	problem: ApiProblem,
	explanation?: { title: string; cure: string },
): NodeApiError {
	const { status, code, message, cause = '' } = problem;
	const row = errorTable.find(
		({ says, status: only }) =>
			(only === undefined || only === status) &&
			[message, code, cause].some((text) => says.test(text)),
	);
	const ownWords = isTitle(message) ? message : wordsFor(status).title;
	const title = explanation?.title ?? row?.title ?? ownWords;
	const cure = explanation?.cure ?? row?.cure ?? wordsFor(status).cure;
	// Without an answer it was the network that failed, and the words are ours.
	const said = status ? ['Mercado Libre:', status, code, message && `"${message}"`, cause] : [code];
	const source = said.filter(Boolean).join(' ');
	const error = new NodeApiError(
		context.getNode(),
		{ message: ownWords },
		{
			message: title,
			description: source ? `${cure} [${source}]` : cure,
			httpCode: status ? String(status) : undefined,
			itemIndex: itemIndexOf(context),
		},
	);
	error.context.apiProblem = { ...problem };
	return error;
}
