export default {
  // Blocks without a language are guessed from these alone.
  configureHljs: hljs => hljs.configure({ languages: ['bash', 'csharp', 'json', 'xml'] }),
}
