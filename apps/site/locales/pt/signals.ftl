# A razão de cada sinal, com os números que o fizeram.
signal-R003 = { $days ->
    [one] Houve { $days } dia para apresentar propostas; o limiar é { $threshold }.
   *[other] Houve { $days } dias para apresentar propostas; o limiar é { $threshold }.
}
signal-R018 = Foi recebida uma só proposta, embora várias empresas pudessem ter apresentado.
signal-R024 = O segundo preço, { $second_price }, fica só { $percent } acima do preço vencedor, { $winning_price }; diferenças até { $fence } são tidas como invulgarmente pequenas.
signal-R024-Tenderer = O seu preço e o do único concorrente próximo estavam invulgarmente perto: { $winning_price } e { $second_price }.
signal-R025 = Ganhou { $won } de { $tried } propostas; uma parte de { $fence } ou menos é tida como invulgarmente baixa para quem concorre tanto.
signal-R028 = Concorrentes diferentes fizeram propostas com exatamente o mesmo preço: { $amount } { $currency }.
signal-R030 = A proposta vencedora tem data de { $bid_date }, depois do fim do prazo, { $end_date }.
signal-R035 = { $disqualified ->
    [one] { $disqualified } outro concorrente foi excluído e só ficou o vencedor.
   *[other] { $disqualified } outros concorrentes foram excluídos e só ficou o vencedor.
}
signal-R036 = A proposta mais baixa, { $lowest }, foi excluída; a mais baixa válida é { $lowest_valid }.
signal-R038 = Foram excluídas { $disqualified } de { $submitted } propostas; uma parte de { $fence } ou mais é tida como invulgarmente alta.
signal-R044 = { $tenderers ->
    [one] { $tenderers } concorrente partilha contactos com outro: { $shared }.
   *[other] { $tenderers } concorrentes partilham contactos: { $shared }.
}
signal-R048 = Vendeu bens ou serviços de { $classes } classes diferentes em { $processes } processos; { $fence } ou mais é tido como invulgarmente muito.
signal-R055 = Ajustes diretos a um fornecedor, cada um abaixo do limiar de { $threshold }, somam { $sum } em { $window_days } dias.
signal-R055-Buyer = { $suppliers ->
    [one] Ajustes diretos a { $suppliers } fornecedor, cada um abaixo do limiar de { $threshold }, alcançam-no juntos em { $window_days } dias.
   *[other] Ajustes diretos a { $suppliers } fornecedores, cada um abaixo do limiar de { $threshold }, alcançam-no juntos em { $window_days } dias.
}
signal-R058 = O segundo preço, { $second_price }, fica { $percent } acima do preço vencedor, { $winning_price }; diferenças a partir de { $fence } são tidas como invulgarmente grandes.
signal-R058-Tenderer = O seu preço, { $winning_price }, estava invulgarmente abaixo do segundo, { $second_price }.
