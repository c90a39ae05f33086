// The JSON examples of the documents, as conversations and claims that are there from the start. Whatever an example
// leaves out (the other messages of a list of which it shows one) is made up and says so.
import { openClaim, writeInClaim } from './claims.ts';
import type { StoredFile } from './files.ts';
import { BUYER, GLOBAL_SELLER, LOCAL_SELLER } from './marketplace.ts';
import type { Marketplace } from './marketplace.ts';

export function loadFixtures(marketplace: Marketplace): void {
	globalSellingPack(marketplace);
	globalSellingMessageById(marketplace);
	pendingMessages(marketplace);
	localPack(marketplace);
	claim(marketplace);
}

/** Seeds 000 and 001, "Get messages by pack": five messages, of which the documents show the newest. */
function globalSellingPack(marketplace: Marketplace): void {
	const pack = marketplace.createPack({
		packId: '2315686468',
		sellerId: GLOBAL_SELLER,
		buyerId: BUYER,
		siteId: 'MLM',
	});
	const earlier = [
		'Hola, ¿ya salió mi pedido?',
		'Yes, it left this morning.',
		'Gracias. ¿Trae instrucciones?',
		'Here they are.',
	];
	// The file of "Get attachment".
	const asked = marketplace.addFile(
		{ name: 'FileName.png', type: 'image/png', size: 24_310 },
		BUYER,
		'76601286_5946e4c4-168a-45fd-945e-b8f0c306c58d.png',
	);
	earlier.forEach((text, i) => {
		const createdAt = Date.parse('2020-03-13T15:10:10Z') + i * 60_000;
		const byBuyer = i % 2 === 0;
		marketplace.addMessage(pack, {
			from: byBuyer ? BUYER : GLOBAL_SELLER,
			text,
			createdAt,
			read: createdAt + 30_000,
			attachments: i === 0 ? [asked] : [],
		});
	});
	const created = Date.parse('2020-03-13T15:14:10Z');
	const files = [
		'471826944_ba20cdf4-26b4-4c21-a689-5eabe271ddb3.png',
		'523130418_10f6b123-5ec2-44dc-b611-e347098331a2.png',
	].map((name) =>
		marketplace.addFile(
			{ name: 'FileName.png', type: 'image/png', size: 536_766 },
			GLOBAL_SELLER,
			name,
			created,
		),
	);
	marketplace.addMessage(pack, {
		id: '2d45a5ad186041659e9a608f0c109dff',
		from: GLOBAL_SELLER,
		clientId: 1344270061107690,
		text: 'This is a message to buyer',
		textTranslated: 'Este es un mensaje para el comprador',
		attachments: files.slice(0, 1),
		createdAt: created,
	});
	pack.conversation = {
		status: 'active',
		substatus: null,
		statusDate: Date.parse('2020-02-26T17:37:42Z'),
	};
}

/** Seeds 000 and 001, "Get message by ID". */
function globalSellingMessageById(marketplace: Marketplace): void {
	marketplace.addUser({ id: 534272725, siteId: 'CBT', kind: 'globalSelling', name: 'Test Seller' });
	marketplace.addUser({ id: 1234567, siteId: 'MLM', kind: 'buyer', name: '' });
	marketplace.addUser({ id: 7654321, siteId: 'MLM', kind: 'buyer', name: '' });
	const pack = marketplace.createPack({
		packId: '2000002725708674',
		sellerId: 534272725,
		buyerId: 1234567,
		siteId: 'MLM',
	});
	const message = marketplace.addMessage(pack, {
		id: 'testmessage1123456',
		from: 1234567,
		clientId: 818828848883,
		text: 'This is a test message',
		textTranslated: 'Este es un mensaje de prueba',
		createdAt: '2021-09-26T04:48:25Z',
	});
	Object.assign(message, { to: 7654321, notified: message.created, first: false });
}

/** Seed 003, "Messages pending reading": two packs with one unread message each. */
function pendingMessages(marketplace: Marketplace): void {
	marketplace.addUser({ id: 29293123, siteId: 'CBT', kind: 'globalSelling' });
	for (const packId of ['123123123', '1231234123']) {
		const pack = marketplace.createPack({ packId, sellerId: 29293123, buyerId: BUYER });
		marketplace.addMessage(pack, {
			from: BUYER,
			text: '¿Cuándo llega?',
			createdAt: '2019-04-08T20:58:49Z',
		});
	}
}

/** Seed 003, "Mark messages as read": 31 messages, of which the document shows the second newest. */
function localPack(marketplace: Marketplace): void {
	const pack = marketplace.createPack({
		packId: '2000000089077943',
		sellerId: LOCAL_SELLER,
		buyerId: 1089002745,
		siteId: 'MLM',
	});
	const shown = Date.parse('2019-04-08T20:58:49.000Z');
	const read = shown + 3_000;
	for (let i = 0; i < 31; i++) {
		if (i === 29) continue;
		const createdAt = shown + (i - 29) * 600_000;
		const from = i % 2 === 0 ? pack.buyerId : pack.sellerId;
		marketplace.addMessage(pack, {
			from,
			text: `Mensagem ${i + 1}`,
			createdAt,
			read: createdAt + 3_000,
		});
	}
	const file = marketplace.addFile(
		{ name: 'Ayuda-Memoria-Arduino-ELINSI.pdf', type: 'application/octet-stream', size: 225_677 },
		LOCAL_SELLER,
		'415460047_a96d8dea-38cd-4402-938e-80a1c134fc5d.pdf',
		shown,
	);
	const message = marketplace.addMessage(pack, {
		id: '2c92808469fea23a0169febf14580001',
		from: LOCAL_SELLER,
		clientId: 123,
		text: 'Test message ToUserId',
		createdAt: shown,
		read,
		attachments: [file],
	});
	Object.assign(message, {
		status: 'IN_MODERATION',
		available: null,
		moderation: { status: 'NON_MODERATED', reason: 'none', source: 'none', date: null },
	});
	pack.conversation = {
		status: 'active',
		substatus: null,
		statusDate: Date.parse('2019-04-08T16:36:30.000Z'),
	};
}

/** Seed 004, "Retrieve all messages of a claim". */
function claim(marketplace: Marketplace): void {
	marketplace.addUser({ id: 1317418851, siteId: 'CBT', kind: 'globalSelling' });
	marketplace.addUser({ id: 1517482146, siteId: 'MLM', kind: 'buyer' });
	const claimId = 5294629673;
	const opened = openClaim(marketplace, {
		claimId,
		sellerId: 1317418851,
		buyerId: 1517482146,
		stage: 'claim',
		orderId: 2000009106789766,
		createdAt: '2024-08-22T17:31:00.000-04:00',
	});
	const write = (
		senderRole: string,
		message: string,
		translatedMessage: string | undefined,
		dates: { created: string; read: string; moderated: string },
	) => {
		const { created: createdAt, read } = dates;
		writeInClaim(marketplace, { claimId, senderRole, message, translatedMessage, createdAt, read });
		opened.messages.at(-1)!.moderation.date = Date.parse(dates.moderated);
	};
	const attach = (
		file: Pick<StoredFile, 'name' | 'originalName' | 'type' | 'size'>,
		createdAt: string,
	) => {
		const ownerId = Number(file.name.split('_')[0]);
		const stored = {
			...file,
			ownerId,
			createdAt: Date.parse(createdAt),
			content: null,
			packIds: new Set<string>(),
		};
		opened.files.set(file.name, stored);
		opened.messages.at(-1)!.attachments.push(stored);
	};

	write('complainant', 'Prueba test', 'Prueba test', {
		created: '2024-08-22T17:31:37.000-04:00',
		read: '2024-08-22T21:32:21Z',
		moderated: '2024-08-22T21:31:36Z',
	});
	write('complainant', 'hola requiero una devolución test', 'Hello I require a test return', {
		created: '2024-08-22T17:46:54.000-04:00',
		read: '2024-08-22T22:12:39Z',
		moderated: '2024-08-22T21:46:54Z',
	});
	write('complainant', 'imagen', 'picture', {
		created: '2024-08-22T18:13:09.000-04:00',
		read: '2024-08-22T22:13:15Z',
		moderated: '2024-08-22T22:13:09Z',
	});
	attach(
		{
			name: '1517482146_31489bf8-95e3-4a2d-bcff-3c57771fb7c4.png',
			originalName: 'Captura de pantalla 2024-08-22 a la(s) 4.12.28?p.m..png',
			type: 'image/png',
			size: 166_960,
		},
		'2024-08-22T18:13:09.000-04:00',
	);
	write('respondent', 'Este es un mensaje de test del respondent al complainant', undefined, {
		created: '2024-08-22T18:21:20.000-04:00',
		read: '2024-08-22T22:21:21Z',
		moderated: '2024-08-22T22:21:19Z',
	});
	attach(
		{
			name: '1317418851_9efe5db7-1910-4184-932b-bb6279c15e37.jpg',
			originalName: 'queja.jpg',
			type: 'image/jpeg',
			size: 16_704,
		},
		'2024-08-22T18:21:19.000-04:00',
	);
	write('complainant', 'No estoy de acuerdo\n', "I don't agree", {
		created: '2024-08-22T18:36:48.000-04:00',
		read: '2024-11-04T19:01:48Z',
		moderated: '2024-08-22T22:36:47Z',
	});
}
