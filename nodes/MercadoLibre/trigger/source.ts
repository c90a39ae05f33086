import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Look, Message, News, Thread } from './poll';

/** A message with what is needed to hand it out. */
export interface SourceMessage extends Message {
	/** The item's JSON, simplified or as the API gives it. */
	json: IDataObject;
	/** Downloads the message's files. */
	attachments: { filename: string; isThreat: boolean; download: Download }[];
}

export type Download = () => Promise<NonNullable<INodeExecutionData['binary']>[string]>;

/** Where the threads of an event come from. */
export interface Source {
	list: () => Promise<Thread[]>;
	read: (thread: Thread, mark: boolean) => Promise<Look<SourceMessage>>;
	/** The JSON of an item that stands for a whole thread (event "Conversation Unread"). */
	threadJson: (news: News<SourceMessage>) => IDataObject;
}

/** A date of the API in ms since the epoch; undefined without a readable one. */
export const timeOf = (date: string | null | undefined): number | undefined =>
	Date.parse(date ?? '') || undefined;
