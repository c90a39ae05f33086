export type Language = 'es' | 'pt' | 'en';

type Words = Record<Language, string>;

/** The language of a country's buyers. */
export const languageOf = (siteId: string | undefined): Language =>
	siteId?.toUpperCase() === 'MLB' ? 'pt' : 'es';

interface ShipmentState {
	status: string | null;
	substatus: string | null;
	isDelayed: boolean;
	/** Dates as the API gives them. */
	expected?: string | null;
	delivered?: string | null;
}

const preparing: Words = {
	es: 'Estamos preparando tu compra',
	pt: 'Estamos preparando sua compra',
	en: 'We are preparing your purchase',
};

/** Statuses in which the day of delivery is still to come. */
const ON_THE_WAY: Record<string, Words> = {
	pending: preparing,
	handling: preparing,
	ready_to_ship: {
		es: 'Tu compra está lista para salir',
		pt: 'Sua compra está pronta para o envio',
		en: 'Your purchase is ready to be shipped',
	},
	shipped: {
		es: 'Tu compra está en camino',
		pt: 'Sua compra está a caminho',
		en: 'Your purchase is on its way',
	},
};

const ENDED: Record<string, Words> = {
	delivered: {
		es: 'Tu compra fue entregada',
		pt: 'Sua compra foi entregue',
		en: 'Your purchase was delivered',
	},
	not_delivered: {
		es: 'No se pudo entregar tu compra',
		pt: 'Não foi possível entregar sua compra',
		en: 'Your purchase could not be delivered',
	},
	cancelled: {
		es: 'El envío de tu compra fue cancelado',
		pt: 'O envio da sua compra foi cancelado',
		en: 'The shipment of your purchase was cancelled',
	},
	to_be_agreed: {
		es: 'La entrega de tu compra se acuerda con nosotros',
		pt: 'A entrega da sua compra é combinada conosco',
		en: 'The delivery of your purchase is arranged with us',
	},
};

/** Substatuses that say more than the status. */
const SUBSTATUSES: Record<string, Words> = {
	out_for_delivery: {
		es: 'Tu compra ya está en reparto',
		pt: 'Sua compra já saiu para entrega',
		en: 'Your purchase is out for delivery',
	},
	receiver_absent: {
		es: 'El correo pasó a entregar tu compra y no encontró a nadie',
		pt: 'A transportadora foi entregar sua compra e não encontrou ninguém',
		en: 'The carrier came to deliver your purchase and found nobody there',
	},
	waiting_for_withdrawal: {
		es: 'Tu compra te espera en el punto de retiro',
		pt: 'Sua compra está no ponto de retirada à sua espera',
		en: 'Your purchase is waiting for you at the pick-up point',
	},
	bad_address: {
		es: 'No se pudo entregar tu compra porque hay un problema con la dirección',
		pt: 'Não foi possível entregar sua compra porque há um problema com o endereço',
		en: 'Your purchase could not be delivered because there is a problem with the address',
	},
	at_customs: {
		es: 'Tu compra está en la aduana',
		pt: 'Sua compra está na alfândega',
		en: 'Your purchase is at customs',
	},
	returning_to_sender: {
		es: 'No se pudo entregar tu compra y está volviendo a nosotros',
		pt: 'Não foi possível entregar sua compra e ela está voltando para nós',
		en: 'Your purchase could not be delivered and is on its way back to us',
	},
	lost: {
		es: 'Tu compra se extravió en el camino',
		pt: 'Sua compra foi extraviada no caminho',
		en: 'Your purchase was lost on the way',
	},
	stolen: {
		es: 'Tu compra fue robada en el camino',
		pt: 'Sua compra foi roubada no caminho',
		en: 'Your purchase was stolen on the way',
	},
	damaged: {
		es: 'Tu compra se dañó en el camino',
		pt: 'Sua compra foi danificada no caminho',
		en: 'Your purchase was damaged on the way',
	},
};

/** For states that are new or say nothing to a buyer. */
const ELSEWHERE: Words = {
	es: 'Puedes ver el estado del envío en el detalle de tu compra',
	pt: 'Você pode ver o status do envio nos detalhes da sua compra',
	en: 'You can see the state of the shipment in the details of your purchase',
};

const EXPECTED: Words = {
	es: '; la entrega está prevista para el {date}',
	pt: '; a entrega está prevista para {date}',
	en: '; delivery is expected on {date}',
};

const DELAYED: Words = { es: ', con demora', pt: ', com atraso', en: ', with a delay' };

const DELAYED_UNTIL: Words = {
	es: ', con demora; la nueva fecha estimada es el {date}',
	pt: ', com atraso; a nova data estimada é {date}',
	en: ', with a delay; the new estimated date is {date}',
};

const ON_DAY: Words = { es: ' el {date}', pt: ' em {date}', en: ' on {date}' };

/** One sentence on a shipment that a seller can send to the buyer; null where the status is not known. */
export function statusText(language: Language, state: ShipmentState): string | null {
	const { status, substatus, isDelayed, expected, delivered } = state;
	if (status === null) return null;
	const withDay = (words: Words, day: string | undefined) =>
		day ? words[language].replace('{date}', day) : '';
	const sentence = () => {
		if (status === 'delivered') {
			return ENDED.delivered[language] + withDay(ON_DAY, dayIn(language, delivered));
		}
		const special = status !== 'cancelled' && SUBSTATUSES[substatus ?? ''];
		if (special) return special[language];
		const onTheWay = ON_THE_WAY[status];
		if (!onTheWay) return (ENDED[status] ?? ELSEWHERE)[language];
		const day = dayIn(language, expected);
		return (
			onTheWay[language] +
			(isDelayed ? withDay(DELAYED_UNTIL, day) || DELAYED[language] : withDay(EXPECTED, day))
		);
	};
	return `${sentence()}.`;
}

const LOCALES: Words = { es: 'es', pt: 'pt-BR', en: 'en-US' };

/** The day of a date, as it is where the API says it is: "2026-11-25T00:00:00.000-03:00" is the 25th everywhere. */
function dayIn(language: Language, date: string | null | undefined): string | undefined {
	const [, day] = /^(\d{4}-\d\d-\d\d)T/.exec(date ?? '') ?? [];
	if (!day || Number.isNaN(Date.parse(day))) return undefined;
	return new Intl.DateTimeFormat(LOCALES[language], {
		day: 'numeric',
		month: 'long',
		timeZone: 'UTC',
	}).format(new Date(day));
}
