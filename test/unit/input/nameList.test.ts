// Names that a user gives by hand, by an expression, or by handing on what an upload gave.
import { nameList } from '../../../nodes/MercadoLibre/input/nameList';
import { refusalOf, stubContext } from '../../support/stub';

const names = (value: unknown) => nameList(stubContext(), 'Attachment IDs', 'attachmentIds', value);

test.each([
	['a.png, b.pdf', ['a.png', 'b.pdf']],
	['a.png', ['a.png']],
	[' a.png ,, b.pdf , ', ['a.png', 'b.pdf']],
	['', []],
	[undefined, []],
	[null, []],
	[7, ['7']],
	[[], []],
	[
		['a.png', ' b.pdf ', '', 7],
		['a.png', 'b.pdf', '7'],
	],
	// A comma inside an entry of a list belongs to the name.
	[['a,b.png'], ['a,b.png']],
	// What an upload gives, and what a message has; "fileName" is what a person sees.
	[{ id: 'x.png', fileName: 'invoice.png' }, ['x.png']],
	[{ attachmentId: 'y.png', fileName: 'invoice.png' }, ['y.png']],
	[
		[{ id: 'x.png' }, 'b.pdf', { attachmentId: 'y.png' }],
		['x.png', 'b.pdf', 'y.png'],
	],
])('%j', (value, expected) => {
	expect(names(value)).toEqual(expected);
});

test.each([
	[{}],
	[[null]],
	[[undefined]],
	[[true]],
	[[['a.png']]],
	[{ id: {} }],
	[{ fileName: 'invoice.png' }],
	[['a', {}]],
])('%j has an entry that is no name', (value) => {
	const { message, description } = refusalOf(() => names(value));
	expect(message).toBe('Attachment IDs has an entry that is not a name');
	expect(description).toMatch(/separated by commas.*"attachmentId"/);
});
