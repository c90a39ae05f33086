import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { problemBehind } from '../api/errors/problem';
import type { Claim } from '../claims/claim';
import type { Look, Message, News, Thread } from './poll';

/** A message with what is needed to hand it out. */
export interface SourceMessage extends Message {
	/** The item's JSON, simplified or as the API gives it. */
	json: IDataObject;
	attachments: SourceFile[];
}

/** A file of a message. */
export interface SourceFile {
	filename: string;
	isThreat: boolean;
	download: (signal: AbortSignal) => Promise<NonNullable<INodeExecutionData['binary']>[string]>;
	/** How the user gets it when it could not be downloaded. */
	cure: string;
}

/** Where the threads of an event come from. */
export interface Source {
	list: () => Promise<{ threads: Thread[]; isFull: boolean }>;
	read: (thread: Thread, marksAsRead: boolean) => Promise<Look<SourceMessage>>;
	/** The pack or order that a thread is about; null where it is not known. */
	saleIdOf: (threadId: string) => string | null;
	/** The claim that a thread is; undefined for one that is off the list and was not looked into. */
	claimOf?: (threadId: string) => Claim | undefined;
	/** The JSON of an item that stands for a whole thread (event "Conversation Unread"). */
	threadJson: (news: News<SourceMessage>) => IDataObject;
}

/** A date of the API in ms since the epoch; undefined without a readable one. */
export const timeOf = (date: string | null | undefined): number | undefined =>
	Date.parse(String(date)) || undefined;

/** The look into a thread that is off the list; there is nothing in one that Mercado Libre has deleted. */
export const nothingIfDeleted = async <M extends Message>(
	look: Promise<Look<M>>,
): Promise<Look<M>> =>
	await look.catch((error) => {
		if (problemBehind(error)?.status !== 404) throw error;
		return { messages: [], isComplete: true };
	});
