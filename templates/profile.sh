case ":$PATH:" in *":@PARTS_ROOT@/bin:"*) ;; *) PATH="@PARTS_ROOT@/bin:$PATH:@PARTS_ROOT@/autoparts/bin"; export PATH ;; esac
