import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { inWords } from '../api/errors/inWords';
import type { Session } from '../api/session';
import { readClaimDetails, simplifyClaimDetails } from '../claims/claimDetails';
import { saleReader, type SaleWanted } from '../sales/addSale';
import type { News } from './poll';
import type { Source, SourceMessage } from './source';

/** What the items of a thread bring along besides. Never rejects. */
type ReadExtras = (threadId: string) => Promise<IDataObject>;

/** The sale of a thread, read once a poll, and what its claim is about. */
export function extrasOf(
	session: Session,
	source: Source,
	{ addSale, includeDetails }: { addSale: SaleWanted; includeDetails: boolean },
): ReadExtras {
	const readSale = saleReader(session, addSale);
	const readDetails = async (threadId: string): Promise<IDataObject> => {
		const claim = includeDetails ? source.claimOf?.(threadId) : undefined;
		if (!claim) return {};
		return await readClaimDetails(session, claim).then(simplifyClaimDetails, (error) => ({
			detailsError: inWords(session, error, 'Read it with the Mercado Libre node: Claim > Get.'),
		}));
	};
	return async (threadId) => {
		const [sale, details] = await Promise.all([
			readSale({ packId: source.saleIdOf(threadId) }),
			readDetails(threadId),
		]);
		return { ...sale, ...details };
	};
}

/** The items of a poll with what their threads bring along; both are made at the same time. */
export async function withExtras(
	news: News<SourceMessage>[],
	items: Promise<INodeExecutionData[]>,
	readExtras: ReadExtras,
): Promise<INodeExecutionData[]> {
	const threads = news.map(async ({ thread }) => [thread.id, await readExtras(thread.id)] as const);
	const [made, ...extras] = await Promise.all([items, ...threads]);
	const extrasById = new Map(extras);
	return made.map((item) => {
		const { packId, claimId } = item.json;
		return { ...item, json: { ...item.json, ...extrasById.get(String(packId ?? claimId)) } };
	});
}
