import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	kit: {
		adapter: adapter({ out: 'build', precompress: true }),
		paths: { relative: false },
		// The worker is registered by hand through workbox-window, so that an update is offered and never forced.
		serviceWorker: { register: false },
		// Crawling once met a guard's redirect and froze it into a page for everyone: only the shell and the help are prerendered.
		prerender: {
			crawl: false,
			entries: ['/shell', '/help', '/help/coordinators', '/help/chairs', '/help/headteachers', '/privacy']
		},
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['none'],
				// 'wasm-unsafe-eval' is for Argon2id, which makes a vault's key of a passphrase; nothing else of the kind.
				'script-src': ['self', 'wasm-unsafe-eval'],
				'style-src': ['self'],
				// The one style attribute there is: SvelteKit's announcer of page changes hides itself with it.
				'style-src-attr': ['unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'data:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'worker-src': ['self'],
				'manifest-src': ['self'],
				'form-action': ['self'],
				'base-uri': ['none'],
				'object-src': ['none'],
				'frame-ancestors': ['none'],
				'require-trusted-types-for': ['script'],
				'trusted-types': [
					'svelte-trusted-html',
					'sveltekit-trusted-url',
					'golden-thread-worker',
					'golden-thread-import'
				]
			}
		},
		version: { pollInterval: 0 }
	}
};
