const { rmSync } = require('node:fs');
const typescript = require('@rollup/plugin-typescript').default;
const { dest, parallel, series, src, watch } = require('gulp');
const { rollup } = require('rollup');
const { n8n } = require('./package.json');

const nodeAssets = ['nodes/**/*.node.json', 'nodes/**/__schema__/**/*.json'];

async function clean() {
	rmSync('dist', { recursive: true, force: true });
}

/**
 * A file for the credential and each node, and one for what they share: n8n loads all of a package whenever it starts,
 * and five files take it less than half the time of 141 (`npm run bench -- --only size`).
 */
async function compile() {
	const entries = [...n8n.credentials, ...n8n.nodes].map((file) =>
		file.replace(/^dist\/|\.js$/g, ''),
	);
	const bundle = await rollup({
		input: Object.fromEntries(entries.map((name) => [name, `${name}.ts`])),
		external: ['n8n-workflow'],
		plugins: [typescript({ module: 'ESNext', moduleResolution: 'Bundler', noEmitOnError: true })],
		onwarn: (warning) => {
			throw new Error(warning.message);
		},
	});
	await bundle.write({
		dir: 'dist',
		format: 'cjs',
		manualChunks: (id) => (entries.some((name) => id.endsWith(`${name}.ts`)) ? null : 'shared'),
		chunkFileNames: 'nodes/MercadoLibre/[name].js',
	});
	await bundle.close();
}

/** Codex files (what n8n's search knows of a node) and output schemas lie beside the compiled nodes. */
function copyNodeAssets() {
	return src(nodeAssets, { base: 'nodes' }).pipe(dest('dist/nodes'));
}

/** Icons are referred to as `file:../../icons/…` from nodes and `file:../icons/…` from the credential. */
function copyIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

exports.build = series(clean, parallel(compile, copyNodeAssets, copyIcons));
exports.watch = () =>
	watch(['nodes/**', 'credentials/**', 'icons/**'], { ignoreInitial: false }, exports.build);
exports.default = exports.build;
