case ":$PATH:" in *":@PARTS_ROOT@/bin:"*) ;; *) PATH="@PARTS_ROOT@/bin:$PATH:@PARTS_ROOT@/autoparts/bin"; export PATH ;; esac
case "$-" in *i*) if [ -n "${BASH_VERSION-}" ] && [ -r "@PARTS_ROOT@/completion/bash" ]; then . "@PARTS_ROOT@/completion/bash"; elif [ -n "${ZSH_VERSION-}" ] && [ -r "@PARTS_ROOT@/completion/zsh" ]; then . "@PARTS_ROOT@/completion/zsh"; fi ;; esac
