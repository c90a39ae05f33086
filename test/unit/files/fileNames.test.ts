import fc from 'fast-check';
import {
	cleanFileName,
	fileNameFromDisposition,
	pathlessFileName,
	safeFileName,
} from '../../../nodes/MercadoLibre/files/fileNames';

const anyName = fc.oneof(
	fc.string({ unit: 'grapheme', maxLength: 400 }),
	fc.string({ unit: 'binary', maxLength: 400 }),
	fc
		.tuple(
			fc.string({ unit: 'grapheme' }),
			fc.constantFrom('/', '\\', '../', '..\\', '\n', '"', ' '),
		)
		.map(([name, sign]) => `${sign}${name}${sign}${name}.pdf`),
);

// Documents 000 and 002: no / and \\, at most 200 characters.
describe('a name to upload to a message', () => {
	test.each([
		['Nota Fiscal 123.pdf', 'Nota Fiscal 123.pdf'],
		['发票.pdf', '发票.pdf'],
		['fatura nº3 (ação).pdf', 'fatura nº3 (ação).pdf'],
		['../../etc/passwd', 'passwd'],
		['C:\\Users\\me\\a b.txt', 'a b.txt'],
		['a\r\nb.pdf', 'a b.pdf'],
		['a "b".pdf', "a 'b'.pdf"],
		['a/', 'file'],
		['..', 'file..'],
		[`${'x'.repeat(195)}📦.pdf`, `${'x'.repeat(195)}.pdf`],
	])('%j becomes %j', (name, cleaned) => {
		expect(pathlessFileName(name, 200)).toBe(cleaned);
	});

	test('whatever it was, messages take it', () => {
		fc.assert(
			fc.property(anyName, (name) => {
				const cleaned = pathlessFileName(name, 200);
				expect(cleaned).toMatch(/^[^/\\\p{Cc}]+$/u);
				expect(cleaned.length).toBeLessThanOrEqual(200);
			}),
		);
	});

	test('what the documents allow stays as it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (name) => {
				fc.pre(!/[/\\"\p{Cc}]/u.test(name) && name.trim() === name && !/^\.*$/.test(name));
				expect(pathlessFileName(name, 200)).toBe(name);
			}),
		);
	});
});

describe('a name to upload to a claim', () => {
	test.each([
		['invoice.pdf', 'invoice.pdf'],
		['Captura de pantalla 1.png', 'Captura_de_pantalla_1.png'],
		['fatura nº3.pdf', 'fatura_n_3.pdf'],
		['AÇÃO É ñandú ü.pdf', 'ACAO_E_nandu_u.pdf'],
		['../../etc/passwd', 'passwd'],
		['C:\\Users\\me\\a.txt', 'a.txt'],
		['a\r\nb.pdf', 'a_b.pdf'],
		['.htaccess', 'htaccess'],
		['archive.tar.gz', 'archive.tar.gz'],
	])('%j becomes %j', (name, cleaned) => {
		expect(cleanFileName(name, 200)).toBe(cleaned);
	});

	test('whatever it was, claims take it, and so do messages', () => {
		fc.assert(
			fc.property(anyName, fc.constantFrom(125, 200), (name, most) => {
				const cleaned = cleanFileName(name, most);
				expect(cleaned).toMatch(/^[A-Za-z0-9._-]+$/);
				expect(cleaned).toMatch(/^[^.]/);
				expect(cleaned.length).toBeLessThanOrEqual(most);
			}),
		);
	});

	test('the extension is kept, however long the name', () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^[a-z áéç]{1,400}$/),
				fc.constantFrom('pdf', 'PNG', 'jpeg'),
				(name, extension) => {
					expect(cleanFileName(`${name}.${extension}`, 125)).toMatch(
						new RegExp(`\\.${extension}$`),
					);
				},
			),
		);
	});

	test('what is clean stays as it is', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/), (name) => {
				expect(cleanFileName(name, 125)).toBe(name);
			}),
		);
	});
});

describe('a name from outside', () => {
	test.each([
		['pão de açúcar.png', 'pão de açúcar.png'],
		['../../etc/passwd', 'passwd'],
		['..\\..\\boot.ini', 'boot.ini'],
		['a\u0000b\u202Egnp.exe', 'abgnp.exe'],
		['Captura a la(s) 4.12.28?p.m..png', 'Captura a la(s) 4.12.28_p.m..png'],
	])('%j becomes %j', (name, safe) => {
		expect(safeFileName(name)).toBe(safe);
	});

	test.each([
		[''],
		['   '],
		['.'],
		['..'],
		['/'],
		['a/'],
		['a/..'],
		['\n'],
		[undefined],
		[null],
		[7],
	])('%j is none', (name) => {
		expect(safeFileName(name)).toBeUndefined();
	});

	test('never a path, nothing invisible, never too long', () => {
		fc.assert(
			fc.property(anyName, (name) => {
				const safe = safeFileName(name);
				if (safe === undefined) return;
				expect(safe).not.toMatch(/[/\\\p{Cc}]/u);
				expect(safe).not.toMatch(/^\.*$/);
				expect(safe.length).toBeLessThanOrEqual(200);
			}),
		);
	});
});

describe('Content-Disposition', () => {
	const asLatin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

	test.each([
		['attachment; filename="invoice.pdf"', 'invoice.pdf'],
		['attachment; filename=invoice.pdf', 'invoice.pdf'],
		['attachment; FILENAME = "a b.pdf" ; size=3', 'a b.pdf'],
		['attachment; filename="a \\"b\\".pdf"', 'a _b_.pdf'],
		['attachment; filename="x.pdf"; filename*=UTF-8\'\'a%C3%A7%C3%A3o.pdf', 'ação.pdf'],
		["attachment; filename*=utf-8''%2e%2e%2fetc%2fpasswd", 'passwd'],
		['attachment; filename*=UTF-8\'\'%E0%A4%A; filename="plain.pdf"', 'plain.pdf'],
		[`attachment; filename="${asLatin1('ação.pdf')}"`, 'ação.pdf'],
		['attachment; filename="\xE7a.pdf"', 'ça.pdf'],
		['attachment; filename="../../x.pdf"', 'x.pdf'],
		['inline', undefined],
		['', undefined],
		[undefined, undefined],
	])('%j', (header, name) => {
		expect(fileNameFromDisposition(header)).toBe(name);
	});

	test('whatever a server writes there: a safe name or none', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				for (const header of [
					text,
					`attachment; filename="${text}"`,
					`a; filename*=UTF-8''${text}`,
				]) {
					const name = fileNameFromDisposition(header);
					if (name !== undefined) expect(name).not.toMatch(/[/\\\p{Cc}]/u);
				}
			}),
		);
	});
});
